//! Numbers in, numbers out: distributions, intervals, differences, agreement, allocation.
