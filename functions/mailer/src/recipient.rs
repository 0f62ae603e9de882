//! The address of a mail as SES takes it: all ASCII, because SES does not support SMTPUTF8
//! (<https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Destination.html>). A domain has an ASCII form (IDNA2008,
//! RFC 5891), the part before the @ has none.

use shared::domain::email::Email;

/// An address that SES takes. Without `Debug`, so that it reaches no log.
pub(crate) struct Recipient(String);

/// Why no mail can be sent to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unreachable {
    #[error("the address has letters beyond ASCII before the @, which SES does not support")]
    LocalPart,
    #[error("the address has a domain that has no ASCII form")]
    Domain,
}

impl Unreachable {
    /// Its name in the log.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::LocalPart => "LocalPartNotAscii",
            Self::Domain => "InvalidDomain",
        }
    }
}

impl Recipient {
    /// Changes nothing in an address that is all ASCII.
    pub(crate) fn of(email: &Email) -> Result<Self, Unreachable> {
        let typed = email.typed();
        if typed.is_ascii() {
            return Ok(Self(typed.to_owned()));
        }
        let (local_part, domain) = typed.rsplit_once('@').ok_or(Unreachable::Domain)?;
        if !local_part.is_ascii() {
            return Err(Unreachable::LocalPart);
        }
        // Strict, because a letter such as ⑴ would otherwise become a comment, (1).
        let domain = idna::domain_to_ascii_strict(domain).map_err(|_| Unreachable::Domain)?;
        Ok(Self(format!("{local_part}@{domain}")))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recipient(text: &str) -> Result<String, Unreachable> {
        Recipient::of(&Email::parse(text).unwrap()).map(|Recipient(address)| address)
    }

    #[test]
    fn an_ascii_address_stays_as_it_was_typed() {
        for text in ["Ada.L+todo@Example.COM", "\"a,b\"@example.com", "ada@xn--bcher-kva.example"] {
            assert_eq!(recipient(text), Ok(text.to_owned()));
        }
    }

    #[test]
    fn a_domain_beyond_ascii_gets_its_ascii_form() {
        for (text, expected) in [
            ("Ada@bücher.example", "Ada@xn--bcher-kva.example"),
            ("ada@BÜCHER.example", "ada@xn--bcher-kva.example"),
            ("ada@bu\u{308}cher.example", "ada@xn--bcher-kva.example"),
            ("ada@straße.example", "ada@xn--strae-oqa.example"),
            ("ada@例え.テスト", "ada@xn--r8jz45g.xn--zckzah"),
            ("\"a,b@c\"@bücher.example", "\"a,b@c\"@xn--bcher-kva.example"),
        ] {
            assert_eq!(recipient(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn an_address_with_another_letter_before_the_at_sign_is_unreachable() {
        for text in ["zoë@example.com", "ζωή@bücher.example"] {
            assert_eq!(recipient(text), Err(Unreachable::LocalPart), "{text}");
        }
    }

    #[test]
    fn an_address_with_an_invalid_domain_is_unreachable() {
        for text in ["ada@aא.example", "ada@exam⑴ple.com"] {
            assert_eq!(recipient(text), Err(Unreachable::Domain), "{text}");
        }
    }

    /// Letters whose ASCII form has a separator of addresses, such as ⑴, whose form would be a comment.
    #[test]
    fn the_ascii_form_of_a_domain_has_only_letters_digits_hyphens_and_dots() {
        for letter in '\u{80}'..='\u{1ffff}' {
            let Ok(email) = Email::parse(&format!("ada@x{letter}.example")) else { continue };
            let Ok(Recipient(address)) = Recipient::of(&email) else { continue };
            let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '.';
            assert!(address.strip_prefix("ada@").unwrap().chars().all(plain), "{letter:?}: {address}");
        }
    }

    #[test]
    fn no_address_breaks_out_of_its_header() {
        for text in [
            "ada@example.com\r\nBcc: eve@example.com",
            "ada\r\n@example.com",
            "ada@exam\nple.com",
            "\"ada\r\nBcc: eve@example.com\"@example.com",
            "ada@example.com, eve@example.com",
            "ada@example.com,eve@example.com",
            "ada@example.com>,<eve@example.com",
            "\"Ada\" <ada@example.com>",
            "a\"b@example.com",
            "\"ada@example.com",
        ] {
            assert!(Email::parse(text).is_err(), "{text:?}");
        }
    }
}
