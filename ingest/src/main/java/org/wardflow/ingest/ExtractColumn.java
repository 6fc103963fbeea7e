package org.wardflow.ingest;

import java.util.List;

/**
 * A column that an extract may have, from its bronze contract.
 *
 * @param name what Wardflow calls it
 * @param aliases what files call it; compared without case, spaces, hyphens and underscores, as is the name itself
 * @param required a file without it is refused
 */
public record ExtractColumn(String name, List<String> aliases, boolean required) {
    public ExtractColumn {
        aliases = List.copyOf(aliases);
    }
}
