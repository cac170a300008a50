"""What the library's papers lack, asked of services that know papers. Its modules are imported one by one: some load HTTP."""
