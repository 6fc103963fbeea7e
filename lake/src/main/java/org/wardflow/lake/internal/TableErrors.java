package org.wardflow.lake.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.delta.kernel.exceptions.KernelException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
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

    WardflowException corruptEntry(String file, IOException cause) {
        return damagedLog(cause instanceof DamagedFileException ? cause.getMessage() : file + " does not parse", cause);
    }

    /** A failure of Delta Kernel to load a version: the disk's fault, or the log does not reach it, or it is damaged. */
    RuntimeException unreadable(long version, RuntimeException failure) {
        return failure instanceof KernelException && Disk.ioCause(failure) == null
                ? gone(version, "the log does not reach it: " + failure.getMessage())
                : unreadable(failure);
    }

    /** A failure of Delta Kernel to load the newest version: the disk's fault, or the log is damaged. */
    RuntimeException unreadable(RuntimeException failure) {
        if (failure instanceof WardflowException) {
            return failure;
        }
        IOException cause = Disk.ioCause(failure);
        if (cause instanceof DamagedFileException) {
            return damagedLog(cause.getMessage(), failure);
        }
        if (cause != null && !(cause instanceof JsonProcessingException)) {
            return Disk.failure("Cannot read table " + table, cause);
        }
        // Only Kernel's own words are free of what a file holds.
        String found = cause == null && failure instanceof KernelException
                ? failure.getMessage()
                : "an entry or a checkpoint cannot be read: "
                        + failure.getClass().getSimpleName();
        return damagedLog(found, failure);
    }

    private WardflowException damagedLog(@Nullable String found, Exception cause) {
        return new WardflowException(
                ErrorCode.TABLE_CORRUPT,
                "The log of table " + table + " is damaged",
                String.valueOf(found),
                restore(),
                cause);
    }

    WardflowException damagedFile(String path, String found) {
        return new WardflowException(
                ErrorCode.TABLE_CORRUPT, "A file of table " + table + " is damaged", path + " " + found, restore());
    }

    /** What can be computed need not be restored. */
    private String restore() {
        return table.layer().equals("bronze")
                ? "restore the home from a backup (./wardflow restore); ./wardflow doctor shows all damage"
                : "./wardflow rebuild " + table + " computes it again from bronze; ./wardflow doctor shows all damage";
    }
}
