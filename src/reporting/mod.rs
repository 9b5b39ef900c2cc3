//! Places values on sheets and screens; never counts or divides.
