//! The checks that fuzz targets share.

pub mod tasks;
pub mod tokens;
