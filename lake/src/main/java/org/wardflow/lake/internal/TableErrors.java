package org.wardflow.lake.internal;

import io.delta.kernel.exceptions.KernelException;
import java.io.IOException;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.TableName;

/** What the user is told of one table's troubles. */
record TableErrors(TableName table) {

    WardflowException exists(long version) {
        return new WardflowException(
                ErrorCode.TABLE_CONFLICT,
                "Table " + table + " exists already",
                "its log has a version " + version,
                "open it instead of creating it");
    }

    WardflowException conflict(long version) {
        return new WardflowException(
                ErrorCode.TABLE_CONFLICT,
                "Another writer changed table " + table,
                "its version " + version + " is not ours",
                "stop the other writer, then run again");
    }

    WardflowException doubtful(long version) {
        return new WardflowException(
                ErrorCode.COMMIT_UNKNOWN,
                "It is not known whether version " + version + " of table " + table + " was written",
                "the disk neither confirmed it nor let us read it back",
                "check the disk, then run again; what was written is found then");
    }

    WardflowException gone(long version, String found) {
        return new WardflowException(
                ErrorCode.VERSION_GONE,
                "Version " + version + " of table " + table + " cannot be read",
                found,
                "choose a version within the retention (./wardflow history " + table + ")");
    }

    WardflowException corruptEntry(long version, String file, IOException cause) {
        return new WardflowException(
                ErrorCode.TABLE_CORRUPT,
                "The log of table " + table + " is damaged at version " + version,
                "the entry " + file + " does not parse",
                "restore that file from a copy; every version before it is still readable",
                cause);
    }

    /** A failure of Delta Kernel to load a version: the disk's fault, or the log does not reach it, or it is damaged. */
    RuntimeException unreadable(long version, RuntimeException failure) {
        if (failure instanceof WardflowException) {
            return failure;
        }
        IOException cause = Disk.ioCause(failure);
        if (cause != null) {
            return Disk.failure("Cannot read table " + table, cause);
        }
        if (failure instanceof KernelException) {
            return gone(version, "the log does not reach it: " + failure.getMessage());
        }
        return new WardflowException(
                ErrorCode.TABLE_CORRUPT,
                "Version " + version + " of table " + table + " cannot be read",
                "its log or its checkpoint is damaged: " + failure.getClass().getSimpleName(),
                "restore the table's _delta_log from a copy",
                failure);
    }
}
