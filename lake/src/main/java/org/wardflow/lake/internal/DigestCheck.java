package org.wardflow.lake.internal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.TableName;

/** Compares each data file with its digest once in the life of a process. */
public final class DigestCheck {
    /** So many files are remembered; a table has a few dozen. */
    static final int KNOWN_MAX = 65_536;

    private final FileIo io;

    /** Oldest first; what falls out is merely hashed once more. */
    private final Set<Path> known = new LinkedHashSet<>();

    public DigestCheck(FileIo io) {
        this.io = io;
    }

    /** A file whose digest this process computed itself. */
    void trust(Path file) {
        synchronized (known) {
            known.add(file);
            if (known.size() > KNOWN_MAX) {
                known.remove(known.iterator().next());
            }
        }
    }

    private boolean isTrusted(Path file) {
        synchronized (known) {
            return known.contains(file);
        }
    }

    /** TABLE_CORRUPT if the file is gone or not what was committed, DISK_FAILED if it cannot be read. */
    void check(TableName table, DataFile file) {
        String expected = file.digest();
        if (expected == null || isTrusted(file.absolute())) {
            return;
        }
        TableErrors errors = new TableErrors(table);
        String found;
        try {
            found = io.digest(file.absolute());
        } catch (NoSuchFileException e) {
            throw errors.damagedFile(file.path(), "is missing");
        } catch (IOException e) {
            throw Disk.failure("Cannot read " + file.path() + " of table " + table, e);
        }
        if (!found.equals(expected)) {
            throw errors.damagedFile(file.path(), "has the SHA-256 %s, expected %s".formatted(found, expected));
        }
        trust(file.absolute());
    }
}
