"""The command line: a command reads its arguments, asks the library and shows what came; it decides nothing itself."""
