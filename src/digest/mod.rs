//! Digests: the only user of SHA-256 and HMAC.
//!
//! Files, frames, manifests, journal lines and tickets are all SHA-256; pseudonyms are HMAC-SHA-256 (RFC 2104) under
//! the register's own key, so that nobody without the key can try references until one fits.

use hmac::{Hmac, KeyInit, Mac};
use sha2::block_api::compress256;
use sha2::{Digest, Sha256};

/// Returns the SHA-256 of the bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Returns the SHA-256 of the bytes as lower-case hex.
///
/// ```
/// assert_eq!(
///     dipsample::digest::sha256_hex(b"abc"),
///     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
/// );
/// ```
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&sha256(bytes))
}

/// Returns the bytes as lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// A digest that is fed piece by piece.
#[derive(Clone, Default)]
pub struct Running(Sha256);

impl Running {
    /// Starts with nothing fed.
    pub fn new() -> Running {
        Running::default()
    }

    /// Feeds bytes.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Returns the digest of all that was fed.
    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }

    /// Returns the digest of all that was fed, as lower-case hex.
    pub fn finish_hex(self) -> String {
        hex(&self.finish())
    }
}

/// Feeds what is written, so that a stream can be digested on its way.
impl std::io::Write for Running {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.feed(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Many messages that begin with the same 64 bytes, which are digested only once.
#[derive(Clone)]
pub struct Primed([u32; 8]);

/// Bytes of a block of SHA-256.
const BLOCK: usize = 64;
/// Bytes at the end of the last block that hold the message's length.
const LENGTH: usize = 8;
/// The state that every digest starts with: FIPS 180-4, 5.3.3.
const START: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

impl Primed {
    /// Digests the first 64 bytes.
    pub fn new(first: &[u8; BLOCK]) -> Primed {
        let mut state = START;
        compress256(&mut state, &[*first]);
        Primed(state)
    }

    /// Returns the SHA-256 of the first 64 bytes and the rest of one message, padded as FIPS 180-4, 5.1.1 says.
    pub fn finish(&self, rest: &[u8]) -> [u8; 32] {
        let mut state = self.0;
        let (whole, tail) = rest.as_chunks::<BLOCK>();
        if !whole.is_empty() {
            compress256(&mut state, whole);
        }
        let mut last = [0u8; 2 * BLOCK];
        last[..tail.len()].copy_from_slice(tail);
        last[tail.len()] = 0x80;
        let end = if tail.len() < BLOCK - LENGTH { BLOCK } else { 2 * BLOCK };
        let bits = (BLOCK as u64 + rest.len() as u64) * 8;
        last[end - LENGTH..end].copy_from_slice(&bits.to_be_bytes());
        compress256(&mut state, last[..end].as_chunks::<BLOCK>().0);
        let mut digest = [0u8; 32];
        for (bytes, word) in digest.chunks_exact_mut(4).zip(state) {
            bytes.copy_from_slice(&word.to_be_bytes());
        }
        digest
    }
}

/// Returns HMAC-SHA-256 (RFC 2104) of the message under the key.
pub fn keyed(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// Returns a pseudonym: the prefix, a hyphen and seven letters and digits (35 bits) that the key makes of the words.
/// Letters and digits that are easily taken for each other (I, L, O, U) do not occur.
pub fn pseudonym(key: &[u8], prefix: &str, words: &str) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let digest = keyed(key, format!("{prefix}\n{words}").as_bytes());
    let bits = u64::from_be_bytes(digest[..8].try_into().expect("eight bytes of thirty-two"));
    let code: String = (0..7).map(|place| char::from(LETTERS[(bits >> (59 - 5 * place)) as usize & 31])).collect();
    format!("{prefix}-{code}")
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 4231, test cases 1, 2 and 6.
    #[test]
    fn keyed_digests_agree_with_rfc_4231() {
        for (key, message, expected) in [
            (vec![0x0b; 20], &b"Hi There"[..], "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
            (
                b"Jefe".to_vec(),
                b"what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (
                vec![0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            ),
        ] {
            assert_eq!(hex(&keyed(&key, message)), expected);
        }
    }

    #[test]
    fn a_primed_digest_is_that_of_the_whole_message() {
        let message: Vec<u8> = (0..=255u8).cycle().take(400).collect();
        let first = message[..64].try_into().unwrap();
        for length in 64..400 {
            assert_eq!(Primed::new(first).finish(&message[64..length]), sha256(&message[..length]), "{length} bytes");
        }
    }

    // Computed with the hmac and hashlib modules of Python 3.
    #[test]
    fn pseudonyms_are_those_of_another_implementation() {
        for (key, prefix, words, expected) in [
            (&b"key"[..], "R", "4711", "R-J17886B"),
            (&[0xaa; 131], "C", "née Müller", "C-4M8P1VP"),
            (b"", "S", "", "S-T6PAHVZ"),
        ] {
            assert_eq!(pseudonym(key, prefix, words), expected);
        }
    }

    #[test]
    fn a_pseudonym_depends_on_key_prefix_and_words() {
        let one = pseudonym(b"key", "R", "4711");
        assert_eq!(one.len(), 9);
        assert_eq!(one, pseudonym(b"key", "R", "4711"));
        for other in [pseudonym(b"kez", "R", "4711"), pseudonym(b"key", "C", "4711"), pseudonym(b"key", "R", "4712")] {
            assert_ne!(one[2..], other[2..]);
        }
    }
}
