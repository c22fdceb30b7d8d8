"""The profiles that come with the library, one TOML file each: data, no code."""
