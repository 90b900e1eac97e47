//! Connecting to a registry: its address, the sign-in, the names of its repositories, and the doctor.

mod credentials;
pub(crate) mod doctor;
pub(crate) mod form;
mod in_the_clear;
pub(crate) mod names;
pub(crate) mod realm;
pub(crate) mod sign_in;
pub(crate) mod to_doctor;
