package org.wardflow.app.broker;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.utils.Exit;

/** Keeps a broker that gives up from taking the whole process with it. */
final class ProcessEnd {
    private static final AtomicReference<String> WANTED = new AtomicReference<>();

    private ProcessEnd() {}

    /** From now on a wish to end the process is only noted. */
    static void keepOff() {
        WANTED.set(null);
        Exit.setExitProcedure(ProcessEnd::refuse);
        Exit.setHaltProcedure(ProcessEnd::refuse);
    }

    /** Why a broker wanted the process to end, if one did. */
    static Optional<String> wanted() {
        return Optional.ofNullable(WANTED.get());
    }

    private static void refuse(int status, String message) {
        WANTED.compareAndSet(null, message == null ? "a fatal error, status " + status : message);
        throw new BrokerGaveUp();
    }

    /** Ends the broker's thread that asked. */
    private static final class BrokerGaveUp extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokerGaveUp() {
            super("The broker has given up", null, false, false);
        }
    }
}
