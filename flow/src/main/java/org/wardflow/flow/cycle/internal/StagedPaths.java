package org.wardflow.flow.cycle.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.wardflow.lake.Table;

/**
 * Where an engine writes what one commit is to take in. What is still there at the end, because the commit did not come about or the
 * engine made a folder around its files, is deleted then: a process that runs for months must not gather it. Used by one thread.
 */
public final class StagedPaths implements Supplier<Path>, AutoCloseable {
    private final Table table;
    private final List<Path> given = new ArrayList<>();

    /** For a table. */
    public StagedPaths(Table table) {
        this.table = table;
    }

    @Override
    public Path get() {
        Path path = table.newStagingFile();
        given.add(path);
        return path;
    }

    @Override
    public void close() {
        given.forEach(table::discardStaged);
        given.clear();
    }
}
