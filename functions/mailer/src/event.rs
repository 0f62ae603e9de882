//! What a record of the mail requests table's stream orders.

use serde::Deserialize as _;
use serde_dynamo::Item;
use shared::domain::mail::MailRequest;
use shared::lambda::stream::{StreamRecord, UnreadableRecord};

/// The request, if its mail is still to be sent. Everything else that happens in the table concerns nobody here: on AWS
/// the function is not even started for it (`FilterCriteria` in `template.yaml`).
pub(crate) fn request(record: &StreamRecord) -> Result<Option<MailRequest>, UnreadableRecord> {
    let image = &record.json()["dynamodb"]["NewImage"];
    if image["delivery"]["S"] != "waiting" {
        return Ok(None);
    }
    Ok(Some(serde_dynamo::from_item(Item::deserialize(image)?)?))
}
