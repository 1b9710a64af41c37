# SPDX-License-Identifier: BSD-3-Clause

"""Makes the site's pages of the repository's: README.md is the first one, and links to files that are no pages go to the repository."""

import pathlib
import re

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

ROOT = pathlib.Path(__file__).resolve().parents[2]
LINK = re.compile(r"(\]\()([^)#\s]+)(#[^)\s]*)?(\))")


def on_files(files, config):
    files.append(File.generated(config, "index.md", content=(ROOT / "README.md").read_text()))
    files.append(File.generated(config, "site/wide.css", content=(ROOT / "docs/site/wide.css").read_text()))
    return files


def on_page_markdown(markdown, page, config, files):
    source = page.file.src_uri
    folder = ROOT if source == "index.md" else (ROOT / "docs" / source).parent

    def link(m):
        target, anchor = m[2], m[3] or ""
        if re.match(r"[a-z]+:", target):
            return m[0]
        path = (folder / target).resolve()
        if not path.exists():
            raise PluginError(f"{source}: there is no {target}")
        if path == ROOT / "README.md":
            page_path = "index.md"
        elif path.is_relative_to(ROOT / "docs") and path.suffix in (".md", ".png", ".svg"):
            page_path = str(path.relative_to(ROOT / "docs"))
        else:
            kind = "tree" if path.is_dir() else "blob"
            return f"{m[1]}{config.repo_url}/{kind}/main/{path.relative_to(ROOT)}{anchor}{m[4]}"
        up = "../" * source.count("/")
        return f"{m[1]}{up}{page_path}{anchor}{m[4]}"

    text = []
    for i, part in enumerate(re.split(r"(^ *```.*?^ *```$|`[^`\n]+`)", markdown, flags=re.S | re.M)):
        text.append(part if i % 2 else LINK.sub(link, part))
    return "".join(text)
