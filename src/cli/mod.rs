//! Words of the person in, words to the person out.
