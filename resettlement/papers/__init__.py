"""纸件: what is printed, signed and handed over, and never posted."""
