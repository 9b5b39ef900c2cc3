//! From a frame and a seed to a sample: pure, and re-performable by a stranger.
