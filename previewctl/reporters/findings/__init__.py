"""What `lint` found, in the formats that people, editors and CI systems read: one module for each."""
