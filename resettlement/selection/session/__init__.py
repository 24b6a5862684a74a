"""The selection session (选岗会): its rules, events, state, what is decided and what a hall shows. Pure."""
