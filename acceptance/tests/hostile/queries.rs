//! Invalid queries and headers.

use crate::case::{Case, case};

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (query, loc) in [
        ("page=0", "query.page"),
        ("page=-1", "query.page"),
        ("page=", "query.page"),
        ("page", "query.page"),
        ("page=1.5", "query.page"),
        ("page=1e1", "query.page"),
        ("page=0x1", "query.page"),
        ("page=+1", "query.page"),
        ("page=%2B1", "query.page"),
        ("page=%201", "query.page"),
        ("page=1%00", "query.page"),
        ("page=%D9%A1", "query.page"),
        ("page=NaN", "query.page"),
        ("page=null", "query.page"),
        ("page[]=1&page=x", "query.page"),
        ("page=99999999999999999999", "query.page"),
        ("page=201", "query.page"),
        ("page=101&size=100", "query.page"),
        ("page=1&page=1", "query.page"),
        ("%70age=0", "query.page"),
        ("size=0", "query.size"),
        ("size=101", "query.size"),
        ("size=-50", "query.size"),
        ("size=all", "query.size"),
        ("limit=0", "query.limit"),
        ("limit=101", "query.limit"),
        ("limit=%F0%9F%9A%80", "query.limit"),
        ("page=1&cursor=", "query.page"),
        ("size=1&limit=1", "query.size"),
        ("cursor=x", "query.cursor"),
        ("cursor=%00", "query.cursor"),
        ("cursor=MS4x", "query.cursor"),
        ("cursor=Mi4xLmFzYw", "query.cursor"),
        ("cursor=MS4xLmRlc2M", "query.cursor"),
        ("cursor=MS4wLmFzYw", "query.cursor"),
        ("cursor=MS4xLmFzYw==", "query.cursor"),
        ("cursor={token}", "query.cursor"),
        ("cursor=&cursor=", "query.cursor"),
        ("completed=1", "query.completed"),
        ("completed=", "query.completed"),
        ("completed=True", "query.completed"),
        ("completed=true&completed=false", "query.completed"),
        ("order=ASC", "query.order"),
        ("order=id", "query.order"),
        ("order=asc;desc", "query.order"),
    ] {
        cases.push(case(format!("the query {query}"), "GET", format!("/api/v1/tasks/?{query}")).invalid(loc));
    }
    for query in
        ["", "&&&", "unknown=1", "Page=0", "page[]=0", "=", "page=1&", "owner_id=x", "cursor=MS4xLmFzYw", "page=200"]
    {
        cases.push(case(format!("the query {query}"), "GET", format!("/api/v1/tasks/?{query}")).is(200));
    }
    cases.push(case("invalid UTF-8", "GET", "/api/v1/tasks/?order=%FF").invalid("query.order"));
    for tag in ["3", "\"", "\"1", "1\"", "''", "\"1\" \"2\"", "\"1\"\"2\"", ",", "*,\"1\"", "W/3", "w/\"1\"", "\u{e9}"]
    {
        let request = case(format!("If-Match {tag}"), "PUT", "/api/v1/tasks/{task}").header("if-match", tag);
        cases.push(request.json(r#"{"title":"x"}"#).invalid("header.if-match"));
    }
    let tags = vec!["\"9\""; 21].join(",");
    cases.push(case("21 tags", "DELETE", "/api/v1/tasks/{task}").header("if-match", &tags).invalid("header.if-match"));
    for tag in ["\"0\"", "W/\"1\"", "\"\"", "\"99999999999999999999999\"", "\"-1\"", "\"01\"", "\"+1\""] {
        let request = case(format!("If-Match {tag}"), "DELETE", "/api/v1/tasks/{task}").header("if-match", tag);
        cases.push(request.problem(412, "precondition-failed"));
    }
    cases
}
