//! Which roles of a data set's involvements mean what.

use serde::{Deserialize, Serialize};

/// Which codes of `invo_professional_role_id` mean what. Every council has its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roles {
    /// The codes of the Independent Reviewing Officer.
    pub iro: Vec<String>,
    /// The codes of the allocated social worker; without them, the child's worker is not known.
    pub worker: Vec<String>,
}
