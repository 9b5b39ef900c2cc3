//! The verbs, one file each: the flags with their help, then load, call, store, tell.

pub(super) mod action;
pub(super) mod agreement;
pub(super) mod calc;
pub(super) mod completions;
pub(super) mod demo;
pub(super) mod draw;
pub(super) mod export;
pub(super) mod feedback;
pub(super) mod findings;
pub(super) mod grade;
pub(super) mod import;
pub(super) mod init;
pub(super) mod moderate;
pub(super) mod note;
pub(super) mod pack;
pub(super) mod person;
pub(super) mod plan;
pub(super) mod records;
pub(super) mod register;
pub(super) mod rubric;
pub(super) mod sample;
pub(super) mod status;
pub(super) mod theme;
pub(super) mod verify;
pub(super) mod who;
