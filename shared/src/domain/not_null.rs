//! For `#[serde(deserialize_with)]` of a member that may be missing but not null, which serde would read as `None`.

use serde::{Deserialize, Deserializer};

pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
