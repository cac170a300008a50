"""The record: one SQLite file that holds what was read and extracted. Everything else can be made from it again."""
