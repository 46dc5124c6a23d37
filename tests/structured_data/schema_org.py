"""Structured data held against the types of schema.org, by the compiler of TypeScript."""

import subprocess
from pathlib import Path

from tests.machine import NPM, TYPESCRIPT


def faults_of(graphs: list[str], folder: Path) -> str:
    """Hold graphs against the types of schema.org; returns what the compiler says."""
    lines = [f"export const g{number}: Graph = {text};" for number, text in enumerate(graphs)]
    source = folder / "graphs.ts"
    source.write_text("\n".join(['import type { Graph } from "schema-dts";', *lines]), encoding="utf-8")
    packages = folder / "node_modules"
    if not packages.exists():
        packages.symlink_to(NPM / "node_modules")
    how = ["--noEmit", "--strict", "--module", "esnext", "--moduleResolution", "bundler"]
    command = [str(TYPESCRIPT), *how, str(source)]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False).stdout
