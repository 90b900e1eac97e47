//! The stand-in over HTTP on 127.0.0.1, for browser tests and for trying things out.
//!
//! ```text
//! cargo run --no-default-features --example sample_registry -- --port 5005 --cors http://localhost:8080
//! ```
//!
//! - `--port PORT`: 5005 without it, 0 for any that is free; the one in use is printed when ready
//! - `--config FILE` or `--config-json JSON`: its set-up (`stand_in::Config`)
//! - `--cors ORIGIN`: allows pages of that origin (`*` for all)
//! - `--public URL`: its address for clients, where a proxy stands in front of it
//!   (`https://localhost:8443`); challenges and `service` state this address
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a server of its own, not the library: it has threads, a clock and a terminal"
)]

mod service;

use std::net::TcpListener;
use std::process::ExitCode;

use service::Service;
use stand_in::Config;

struct Options {
    port: u16,
    config: Config,
    cors: Option<String>,
    public: Option<String>,
}

fn main() -> ExitCode {
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("sample_registry: {why}");
            ExitCode::from(2)
        }
    }
}

fn start() -> Result<(), String> {
    let options = Options::read(std::env::args().skip(1))?;
    let listener = TcpListener::bind(("127.0.0.1", options.port));
    let listener = listener.map_err(|error| format!("port {}: {error}", options.port))?;
    let service = Service::new(&listener, options.config, options.cors, options.public.as_deref())?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    println!("listening on http://{address}");
    service.run(&listener);
    Ok(())
}

impl Options {
    fn read(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let config = Config::default();
        let mut options = Self { port: 5005, config, cors: None, public: None };
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or(format!("{word} needs a value"));
            match word.as_str() {
                "--port" => {
                    let text = value()?;
                    options.port = text.parse().map_err(|_| format!("no port: {text}"))?;
                }
                "--config" => {
                    let file = value()?;
                    let text = std::fs::read_to_string(&file);
                    let text = text.map_err(|error| format!("{file}: {error}"))?;
                    options.config = Config::from_json(&text)?;
                }
                "--config-json" => options.config = Config::from_json(&value()?)?,
                "--cors" => options.cors = Some(value()?),
                "--public" => options.public = Some(value()?),
                _ => {
                    return Err(format!(
                        "{word} is none of --port PORT, --config FILE, --config-json JSON, --cors ORIGIN, --public URL"
                    ));
                }
            }
        }
        Ok(options)
    }
}
