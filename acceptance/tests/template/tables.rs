//! The tables have the keys and the expiry of the schema, and remain when the stack is deleted.

use shared::store::schema::{self, KeyAttribute, KeyKind};
use yaml_serde::Value;

use crate::functions::every_function;
use acceptance::template::Template;

/// `USERS_TABLE` is the resource `UsersTable`.
pub(crate) fn resource_of(variable: &str) -> String {
    let words = variable.split('_').map(|word| format!("{}{}", &word[..1], word[1..].to_lowercase()));
    words.collect()
}

#[test]
fn every_table_equals_its_schema() {
    let template = Template::read();
    let mut resources = template.resources("AWS::DynamoDB::Table");
    for table in schema::TABLES {
        let id = resource_of(table.variable);
        resources.retain(|resource| *resource != id);
        let properties = template.at(&["Resources", &id, "Properties"]);
        let keys: Vec<_> = [(Some(table.partition_key), "HASH"), (table.sort_key, "RANGE")]
            .into_iter()
            .filter_map(|(key, role)| key.map(|key| (key, role)))
            .collect();
        let list = |name: &str| properties[name].as_sequence().unwrap().clone();
        let schema: Vec<_> = list("KeySchema").iter().map(|key| pair(key, "KeyType")).collect();
        assert_eq!(
            schema,
            keys.iter().map(|(key, role)| (key.name.to_owned(), (*role).to_owned())).collect::<Vec<_>>(),
            "{id}"
        );
        let attributes: Vec<_> = list("AttributeDefinitions").iter().map(|key| pair(key, "AttributeType")).collect();
        assert_eq!(
            attributes,
            keys.iter().map(|(key, _)| (key.name.to_owned(), kind(*key))).collect::<Vec<_>>(),
            "{id}"
        );
        let ttl = properties
            .get("TimeToLiveSpecification")
            .map(|ttl| (ttl["AttributeName"].as_str().unwrap(), ttl["Enabled"].as_bool()));
        assert_eq!(ttl, table.ttl.map(|attribute| (attribute, Some(true))), "{id}");
        let stream = properties.get("StreamSpecification").map(|stream| stream["StreamViewType"].as_str().unwrap());
        assert_eq!(stream, table.stream.then_some("NEW_AND_OLD_IMAGES"), "{id}");
        assert_eq!(properties["BillingMode"], "PAY_PER_REQUEST", "{id}");
        assert_eq!(properties["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"], true, "{id}");
        // A stack that failed to start leaves no table behind. No other operation deletes a table.
        assert_eq!(template.at(&["Resources", &id, "DeletionPolicy"]), "RetainExceptOnCreate", "{id}");
        assert_eq!(template.at(&["Resources", &id, "UpdateReplacePolicy"]), "Retain", "{id}");
    }
    assert_eq!(resources, Vec::<String>::new(), "tables that are not in the schema");
}

#[test]
fn a_functions_table_variables_name_the_tables_resources() {
    let template = Template::read();
    for function in every_function() {
        for (name, value) in template.variables(function).into_iter().filter(|(name, _)| name.ends_with("_TABLE")) {
            assert_eq!(value, resource_of(&name), "{function}");
        }
    }
}

fn pair(key: &Value, member: &str) -> (String, String) {
    (key["AttributeName"].as_str().unwrap().to_owned(), key[member].as_str().unwrap().to_owned())
}

fn kind(key: KeyAttribute) -> String {
    match key.kind {
        KeyKind::Text => "S".to_owned(),
        KeyKind::Number => "N".to_owned(),
    }
}
