//! A synthetic council, its extracts and the commands that a service would type.
