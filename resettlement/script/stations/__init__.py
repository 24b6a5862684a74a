"""The commands of the script, a module for each station of the procedure."""
