//! One binary for all tests of the whole program.

mod floors;
