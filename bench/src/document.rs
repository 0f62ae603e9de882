//! Replaces the measured parts of a document. Each is between two comments, `<!-- measured: NAME -->` and
//! `<!-- end: NAME -->`.

use anyhow::Context as _;

pub(crate) fn replace(document: &str, name: &str, text: &str) -> anyhow::Result<String> {
    let (begin, end) = (format!("<!-- measured: {name} -->\n"), format!("<!-- end: {name} -->"));
    let missing = || format!("the document has no part {name}");
    let (before, rest) = document.split_once(&begin).with_context(missing)?;
    let (_, after) = rest.split_once(&end).with_context(missing)?;
    Ok(format!("{before}{begin}\n{text}\n{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_part_between_the_marks_is_replaced() {
        let document = "a\n<!-- measured: x -->\nold\n<!-- end: x -->\nb\n";
        let replaced = replace(document, "x", "new").unwrap();
        assert_eq!(replaced, "a\n<!-- measured: x -->\n\nnew\n<!-- end: x -->\nb\n");
        assert_eq!(replace(&replaced, "x", "new").unwrap(), replaced);
        assert!(replace(document, "y", "new").is_err());
    }
}
