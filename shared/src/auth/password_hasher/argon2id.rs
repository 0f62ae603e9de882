//! Computes a single hash in memory that the caller provides, and converts it to and from a PHC string.

use argon2::password_hash::phc::{self, Output, ParamsString, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use aws_lc_rs::constant_time::verify_slices_are_equal;

use super::{HasherError, Verification};
use crate::config::Argon2Cost;
use crate::domain::password::Password;
use crate::domain::user::PasswordHash;
use crate::random;

/// RFC 9106, section 3.1, recommends 16 bytes for password hashing.
const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;

/// A thread's memory. It grows to the largest hash so far and is kept.
#[derive(Default)]
pub(super) struct Memory(Vec<Block>);

pub(super) fn hash(password: &Password, cost: Argon2Cost, memory: &mut Memory) -> Result<PasswordHash, HasherError> {
    let parameters = parameters(cost)?;
    let salt = random::bytes::<SALT_BYTES>();
    let mut output = [0; HASH_BYTES];
    fill(password, &salt, &parameters, memory, &mut output)?;
    encode(&parameters, &salt, &output)
}

pub(super) fn verify(
    password: &Password,
    hash: &PasswordHash,
    cost: Argon2Cost,
    memory: &mut Memory,
) -> Result<Verification, HasherError> {
    let stored = Stored::parse(hash.as_phc()).ok_or(HasherError::DamagedHash)?;
    let mut output = vec![0; stored.output.len()];
    fill(password, stored.salt.as_ref(), &stored.parameters, memory, &mut output)?;
    if verify_slices_are_equal(&output, stored.output.as_bytes()).is_err() {
        return Ok(Verification::Mismatch);
    }
    Ok(if stored.is_weaker_than(cost) { Verification::MatchesWeakHash } else { Verification::Matches })
}

/// A hash that no known password has: to find one, an attacker would need a preimage of zero.
pub(super) fn decoy(cost: Argon2Cost) -> Result<PasswordHash, HasherError> {
    encode(&parameters(cost)?, &[0; SALT_BYTES], &[0; HASH_BYTES])
}

struct Stored {
    parameters: Params,
    salt: Salt,
    output: Output,
}

impl Stored {
    fn parse(text: &str) -> Option<Self> {
        let stored = phc::PasswordHash::new(text).ok()?;
        let argon2id = stored.algorithm == Algorithm::Argon2id.ident() && stored.version == Some(Version::V0x13.into());
        let parameters = Params::try_from(&stored).ok()?;
        argon2id.then_some(Self { parameters, salt: stored.salt?, output: stored.hash? })
    }

    fn is_weaker_than(&self, cost: Argon2Cost) -> bool {
        let Self { parameters, salt, output } = self;
        parameters.m_cost() < cost.memory_kib
            || parameters.t_cost() < cost.iterations
            || salt.len() < SALT_BYTES
            || output.len() < HASH_BYTES
    }
}

fn parameters(cost: Argon2Cost) -> Result<Params, HasherError> {
    Params::new(cost.memory_kib, cost.iterations, cost.parallelism, Some(HASH_BYTES)).map_err(|_| HasherError::Refused)
}

fn fill(
    password: &Password,
    salt: &[u8],
    parameters: &Params,
    memory: &mut Memory,
    output: &mut [u8],
) -> Result<(), HasherError> {
    let blocks = parameters.block_count();
    if memory.0.len() < blocks {
        memory.0.resize(blocks, Block::default());
    }
    Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters.clone())
        .hash_password_into_with_memory(password.expose().as_bytes(), salt, output, &mut memory.0[..blocks])
        .map_err(|_| HasherError::Refused)
}

fn encode(parameters: &Params, salt: &[u8], output: &[u8]) -> Result<PasswordHash, HasherError> {
    let refused = |_| HasherError::Refused;
    let hash = phc::PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(parameters).map_err(|_| HasherError::Refused)?,
        salt: Some(Salt::new(salt).map_err(refused)?),
        hash: Some(Output::new(output).map_err(refused)?),
    };
    Ok(PasswordHash::from_phc(hash.to_string()))
}
