"""名次: score sheets and standings, versioned and never changed (docs/adr/0005)."""
