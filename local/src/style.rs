//! Colours for terminals, and texts that cannot disturb them.

use std::fmt::Display;
use std::io::IsTerminal;

use shared::config::Environment;

/// Whether texts are coloured: only on a terminal, and never if `NO_COLOR` is set (<https://no-color.org>).
#[derive(Clone, Copy, Debug)]
pub struct Style {
    colours: bool,
}

/// Colours and weights of ANSI's "select graphic rendition".
#[derive(Clone, Copy, Debug)]
pub(crate) enum Colour {
    Dim,
    Green,
    BoldGreen,
    Yellow,
    Red,
}

impl Style {
    #[must_use]
    pub fn of(stream: &impl IsTerminal, environment: &Environment) -> Self {
        Self::decide(stream.is_terminal(), environment)
    }

    fn decide(terminal: bool, environment: &Environment) -> Self {
        let wanted = environment.get("NO_COLOR").is_none() && environment.get("TERM") != Some("dumb");
        Self { colours: terminal && wanted }
    }

    pub(crate) fn paint(self, colour: Colour, text: impl Display) -> String {
        let code = match colour {
            Colour::Dim => "2",
            Colour::Green => "32",
            Colour::BoldGreen => "1;32",
            Colour::Yellow => "33",
            Colour::Red => "31",
        };
        if self.colours { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_string() }
    }
}

/// Replaces line breaks and other control characters with spaces, so that an error text cannot imitate a log line.
#[must_use]
pub fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

#[cfg(test)]
impl Style {
    pub(crate) const PLAIN: Self = Self { colours: false };
    pub(crate) const COLOURED: Self = Self { colours: true };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_terminal_gets_colours_and_never_with_no_color() {
        let coloured = |terminal, variables: &[(&str, &str)]| {
            Style::decide(terminal, &variables.iter().copied().collect()).colours
        };
        assert!(coloured(true, &[("TERM", "xterm")]));
        assert!(coloured(true, &[("NO_COLOR", "")]), "an empty value counts as unset");
        assert!(!coloured(true, &[("NO_COLOR", "1")]));
        assert!(!coloured(true, &[("TERM", "dumb")]));
        assert!(!coloured(false, &[("TERM", "xterm")]));
    }

    #[test]
    fn a_text_cannot_break_its_line_or_move_the_cursor() {
        assert_eq!(one_line("a\nb\x1b[2Jc\r"), "a b [2Jc ");
    }
}
