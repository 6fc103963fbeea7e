package org.wardflow.lake.internal;

import java.io.IOException;

/** A file is there and can be read, but is not what was written. */
final class DamagedFileException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedFileException(String message) {
        super(message);
    }
}
