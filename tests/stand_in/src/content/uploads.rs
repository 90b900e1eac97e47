//! `/v2/{name}/blobs/uploads/`: uploads of blobs, whole or in chunks.
//!
//! Reference: OCI distribution-spec, "Pushing Blobs"; `Location` as in ACR's recorded answers.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::content::download;
use crate::context::Context;
use crate::sign_in::check::header;
use plimsoll::model::Digest;
use plimsoll::registry::transport::{Method, Request, Response};
use plimsoll::sample::server::answer;
use plimsoll::sample::server::answer::bad_digest;
use plimsoll::sample::server::route::Query;

/// Most bytes of an uploaded blob.
const LARGEST: usize = 512 * 1024 * 1024;

/// Uploads that clients have begun, by id.
#[derive(Default)]
pub(crate) struct Uploads {
    started: u32,
    open: BTreeMap<String, Upload>,
}

struct Upload {
    repository: String,
    bytes: Vec<u8>,
}

impl Uploads {
    /// `POST`: begins an upload, or mounts a blob of another repository that the client `may_pull`
    /// from.
    pub(crate) fn start(
        &mut self,
        context: &mut Context<'_>,
        name: &str,
        query: &Query,
        may_pull: &dyn Fn(&Context<'_>, &str) -> bool,
    ) -> Response {
        let mount = query.get("mount").zip(query.get("from"));
        if let Some((digest, from)) = mount.filter(|_| !context.config.mounts_refused)
            && let Ok(digest) = digest.parse::<Digest>()
            && may_pull(context, from)
            && mounted(context, name, from, &digest)
        {
            return created(name, &digest);
        }
        self.started += 1;
        let id = format!("00000000-0000-4000-a000-{:012}", self.started);
        let upload = Upload { repository: name.to_owned(), bytes: Vec::new() };
        let response = progress(202, &id, &upload);
        self.open.insert(id, upload);
        response
    }

    /// `PATCH` adds a chunk, `PUT` adds the last chunk (perhaps the whole blob, perhaps none) and
    /// states the digest, `GET` asks for the progress, `DELETE` gives the upload up.
    pub(crate) fn go_on(
        &mut self,
        context: &mut Context<'_>,
        request: &Request,
        (name, id): (&str, &str),
        query: &Query,
    ) -> Response {
        let Some(upload) = self.open.get_mut(id).filter(|upload| upload.repository == name) else {
            let message = "blob upload unknown to registry";
            return answer::error(404, "BLOB_UPLOAD_UNKNOWN", message, &json!({ "uuid": id }));
        };
        match request.method {
            Method::Get | Method::Head => progress(204, id, upload),
            Method::Delete => {
                self.open.remove(id);
                Response { status: 204, ..Response::default() }
            }
            Method::Patch => match upload.append(request) {
                Ok(()) => progress(202, id, upload),
                Err(refusal) => refusal,
            },
            Method::Put => {
                if let Err(refusal) = upload.append(request) {
                    return refusal;
                }
                let stated = query.get("digest").unwrap_or_default();
                let digest = stated.parse::<Digest>().ok();
                let Some(digest) = digest.filter(|digest| digest.verifies(&upload.bytes)) else {
                    return bad_digest(stated);
                };
                if let Some(upload) = self.open.remove(id) {
                    keep(context, name, digest.clone(), upload.bytes.into());
                }
                created(name, &digest)
            }
            Method::Post => answer::unsupported("The operation is unsupported."),
        }
    }
}

impl Upload {
    /// Adds a chunk. A stated range must follow the last byte.
    fn append(&mut self, request: &Request) -> Result<(), Response> {
        if let Some(range) = header(request, "content-range") {
            let range = range.trim_start_matches("bytes").trim();
            let start = range.split('-').next().and_then(|start| start.parse::<usize>().ok());
            if start != Some(self.bytes.len()) {
                let message = "the chunk is not the next one";
                return Err(answer::error(416, "BLOB_UPLOAD_INVALID", message, &Value::Null));
            }
        }
        if self.bytes.len().saturating_add(request.body.len()) > LARGEST {
            let message = "the sample registry takes no blobs of that size";
            return Err(answer::error(413, "SIZE_INVALID", message, &Value::Null));
        }
        self.bytes.extend_from_slice(&request.body);
        Ok(())
    }
}

/// Mounts a blob; of a layer of the sample's own contents only the size. False if there is no such
/// blob.
fn mounted(context: &mut Context<'_>, name: &str, from: &str, digest: &Digest) -> bool {
    if let Some(bytes) = download::bytes(context, from, digest) {
        keep(context, name, digest.clone(), bytes);
    } else if let Some(size) = download::size(context, from, digest) {
        undelete(context, name, digest);
        context.blobs.mounted.entry(name.to_owned()).or_default().insert(digest.clone(), size);
    } else {
        return false;
    }
    true
}

fn undelete(context: &mut Context<'_>, name: &str, digest: &Digest) {
    if let Some(deleted) = context.blobs.deleted.get_mut(name) {
        deleted.remove(digest);
    }
}

fn keep(context: &mut Context<'_>, name: &str, digest: Digest, bytes: Arc<[u8]>) {
    undelete(context, name, &digest);
    context.blobs.uploaded.entry(name.to_owned()).or_default().insert(digest, bytes);
}

/// The progress of an upload, and the URL for its next chunk.
fn progress(status: u16, id: &str, upload: &Upload) -> Response {
    let (name, length) = (&upload.repository, upload.bytes.len());
    let headers = [
        (
            "Location",
            format!("/v2/{name}/blobs/uploads/{id}?_nouploadcache=false&_state=s{length}"),
        ),
        ("Docker-Upload-Uuid", id.to_owned()),
        ("Range", format!("0-{}", length.saturating_sub(1))),
    ];
    Response { status, headers: headers.into_iter().collect(), body: Vec::new() }
}

fn created(name: &str, digest: &Digest) -> Response {
    let headers = [
        ("Location", format!("/v2/{name}/blobs/{digest}")),
        ("Docker-Content-Digest", digest.to_string()),
    ];
    Response { status: 201, headers: headers.into_iter().collect(), body: Vec::new() }
}
