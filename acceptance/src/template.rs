//! `template.yaml` as plain values: `!Ref X` and `!GetAtt X.Arn` become their text.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::fs;

use yaml_serde::Value;

#[derive(Debug)]
pub struct Template(Value);

impl Template {
    pub fn read() -> Self {
        Self(yaml_serde::from_str(&fs::read_to_string("../template.yaml").unwrap()).unwrap())
    }

    pub fn at<'a>(&'a self, path: &[&str]) -> &'a Value {
        path.iter().fold(&self.0, |value, name| {
            untagged(value).get(*name).unwrap_or_else(|| panic!("template.yaml has no {}", path.join(".")))
        })
    }

    /// The logical ids of all resources of one type.
    pub fn resources(&self, kind: &str) -> Vec<String> {
        let resources = self.at(&["Resources"]).as_mapping().unwrap();
        let of_kind = resources.iter().filter(|(_, resource)| resource["Type"] == kind);
        of_kind.map(|(id, _)| id.as_str().unwrap().to_owned()).collect()
    }

    /// The route keys of a function, such as `ANY /api/v1/tasks`.
    pub fn route_keys(&self, function: &str) -> BTreeSet<String> {
        let events = self.at(&["Resources", function, "Properties", "Events"]).as_mapping().unwrap();
        let key = |event: &Value| {
            let properties = &event["Properties"];
            format!("{} {}", properties["Method"].as_str().unwrap(), properties["Path"].as_str().unwrap())
        };
        events.values().map(key).collect()
    }

    /// The variables of a function, including those of all functions.
    pub fn variables(&self, function: &str) -> BTreeMap<String, String> {
        let shared = self.at(&["Globals", "Function", "Environment", "Variables"]);
        let own = self.at(&["Resources", function, "Properties", "Environment", "Variables"]);
        let pairs = [shared, own].into_iter().flat_map(|variables| variables.as_mapping().unwrap());
        pairs.map(|(name, value)| (name.as_str().unwrap().to_owned(), text(value))).collect()
    }

    /// The tables (by logical id) that a function may use, each with an action.
    pub fn permissions(&self, function: &str) -> BTreeSet<(String, String)> {
        let mut permissions = BTreeSet::new();
        for statement in self.statements(function) {
            assert_eq!(statement["Effect"], "Allow");
            for action in statement["Action"].as_sequence().unwrap() {
                let action = action.as_str().unwrap();
                // Sending mail is checked with the identities and the address that it is limited to.
                if action == "ses:SendEmail" && function == "MailerFunction" {
                    continue;
                }
                let table = text(&statement["Resource"]).strip_suffix(".Arn").unwrap().to_owned();
                permissions.insert((table, action.strip_prefix("dynamodb:").unwrap().to_owned()));
            }
        }
        permissions
    }

    /// The statements of a function's own policies.
    pub fn statements(&self, function: &str) -> Vec<&Value> {
        let policies = self.at(&["Resources", function, "Properties", "Policies"]).as_sequence().unwrap();
        policies.iter().flat_map(|policy| policy["Statement"].as_sequence().unwrap()).collect()
    }
}

/// What only the template or only the code has, one sentence each.
pub fn differences<T: Ord + Debug>(template: &BTreeSet<T>, code: &BTreeSet<T>) -> Vec<String> {
    let lacks = code.difference(template).map(|item| format!("template.yaml lacks {item:?}"));
    let alone = template.difference(code).map(|item| format!("only template.yaml has {item:?}"));
    lacks.chain(alone).collect()
}

fn untagged(value: &Value) -> &Value {
    if let Value::Tagged(tagged) = value { &tagged.value } else { value }
}

pub fn text(value: &Value) -> String {
    untagged(value).as_str().map(str::to_owned).unwrap_or_default()
}
