#![no_main]

use fuzz::tokens::{Kind, judge};

libfuzzer_sys::fuzz_target!(|data: &[u8]| judge(Kind::Access, data));
