//! How a function describes its routes for the OpenAPI document. Built for the local server only: no function holds it.
//!
//! A description stands beside the handlers, not on them. That it tells the truth is proved by the tests: they hold every
//! answer that they get against the document.

mod operation;
mod schemas;

pub use operation::{Operation, integer, one_of, text};
pub use serde_json::json;
pub use utoipa::openapi::{HttpMethod, OpenApi, RefOr, Schema};

use utoipa::openapi::{Components, Info, Paths};

/// A part of the document: some operations and the schemas that they name. Parts are merged.
#[derive(Default)]
pub struct Part {
    paths: Paths,
    components: Components,
}

impl std::fmt::Debug for Part {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Part").field("paths", &self.paths.paths.keys()).finish_non_exhaustive()
    }
}

impl Part {
    /// Adds what `method` does at `path`, which is relative to the API's base path.
    #[must_use]
    pub fn operation(mut self, method: HttpMethod, path: &str, operation: Operation) -> Self {
        let (operation, schemas) = operation.into_parts();
        self.paths.add_path_operation(path, vec![method], operation);
        self.components.schemas.extend(schemas);
        self
    }

    /// The part as a document of its own, to be merged into the whole.
    #[must_use]
    pub fn into_document(self) -> OpenApi {
        let mut document = OpenApi::new(Info::new("", ""), self.paths);
        document.components = Some(self.components);
        document
    }
}
