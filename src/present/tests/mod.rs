//! Registries with odd contents, scanned by the client and counted.

mod odd_registries;
