//! How a function describes its routes for the OpenAPI document. Compiled for the local server, never into a function.
//!
//! The descriptions are next to the handlers, not in attributes on them. The tests keep them true: they check every
//! response against the document.

mod operation;
mod schemas;

pub use operation::{Operation, integer, one_of, text};
pub use serde_json::json;
pub use utoipa::openapi::{HttpMethod, OpenApi, RefOr, Schema};

use utoipa::openapi::{Components, Info, Paths};

/// A part of the document: some operations and the schemas that they reference. Parts are merged.
#[derive(Default)]
pub struct DocumentPart {
    paths: Paths,
    components: Components,
}

impl std::fmt::Debug for DocumentPart {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("DocumentPart").field("paths", &self.paths.paths.keys()).finish_non_exhaustive()
    }
}

impl DocumentPart {
    /// Adds an operation. `path` is relative to the API's base path.
    #[must_use]
    pub fn operation(mut self, method: HttpMethod, path: &str, operation: Operation) -> Self {
        let (operation, schemas) = operation.into_parts();
        self.paths.add_path_operation(path, vec![method], operation);
        self.components.schemas.extend(schemas);
        self
    }

    /// The part as a separate document, to be merged into the whole one.
    #[must_use]
    pub fn into_document(self) -> OpenApi {
        let mut document = OpenApi::new(Info::new("", ""), self.paths);
        document.components = Some(self.components);
        document
    }
}
