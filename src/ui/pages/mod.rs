//! The pages, one file each; parts of one page stand beside it.

mod about;
mod bin_notice;
mod check_deletes;
mod choice;
mod connect;
mod deleted;
mod deletion;
mod deletion_parts;
mod doctor;
mod export;
mod lock_dialog;
mod locked_filter;
mod manifest;
mod manifest_parts;
mod not_found;
mod overview;
mod plan_view;
mod query;
mod quotas;
mod registries;
mod registry_frame;
mod repositories;
mod repository;
mod repository_tables;
mod restore_dialog;
mod selection_bar;
mod sign_in;

pub(crate) use about::AboutPage;
pub(crate) use deleted::DeletedPage;
pub(crate) use manifest::ManifestPage;
pub(crate) use not_found::NotFound;
pub(crate) use overview::Overview;
pub(crate) use registries::RegistriesPage;
pub(crate) use registry_frame::RegistryFrame;
pub(crate) use repositories::Repositories;
pub(crate) use repository::RepositoryPage;
