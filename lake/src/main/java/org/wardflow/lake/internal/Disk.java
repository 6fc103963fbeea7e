package org.wardflow.lake.internal;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/** What the user is told when the disk refuses. */
public final class Disk {
    private Disk() {}

    /** DISK_FULL where the operating system says so, TABLE_CORRUPT where it reads but finds damage, else DISK_FAILED. */
    public static WardflowException failure(String what, IOException cause) {
        if (cause instanceof DamagedFileException) {
            return new WardflowException(
                    ErrorCode.TABLE_CORRUPT,
                    what,
                    String.valueOf(cause.getMessage()),
                    "./wardflow doctor tells what can be computed again (rebuild) and what must be restored",
                    cause);
        }
        if (isFull(cause)) {
            return new WardflowException(
                    ErrorCode.DISK_FULL,
                    what,
                    "no space left on the disk",
                    "free some space, or move the home to a larger disk, then run again; nothing is lost",
                    cause);
        }
        return new WardflowException(
                ErrorCode.DISK_FAILED,
                what,
                cause.getClass().getSimpleName() + ": " + cause.getMessage(),
                "check the disk and the permissions of the home, then run again",
                cause);
    }

    /** The I/O error within a failure of Delta Kernel, which wraps it several times. */
    static @Nullable IOException ioCause(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException io) {
                return io;
            }
        }
        return null;
    }

    private static boolean isFull(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            if (message.contains("no space left")
                    || message.contains("not enough space")
                    || message.contains("quota exceeded")) {
                return true;
            }
        }
        return false;
    }
}
