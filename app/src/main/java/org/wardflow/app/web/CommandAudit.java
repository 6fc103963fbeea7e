package org.wardflow.app.web;

import java.time.Clock;
import org.wardflow.app.home.Home;
import org.wardflow.server.audit.AuditEntry;
import org.wardflow.server.audit.AuditLog;

/**
 * Notes in a home's audit what a command shows of patients, or changes of others' rights; the pages may be served meanwhile. It is opened before
 * that is done, and noted before anything of it is shown.
 */
public final class CommandAudit implements AutoCloseable {
    private static final String NONE = "-";

    private final AuditLog log;

    private CommandAudit(AuditLog log) {
        this.log = log;
    }

    /** Of a home; DISK_FAILED if it cannot be written, or is not whole. */
    public static CommandAudit open(Home home, Clock clock) {
        return new CommandAudit(AuditLog.openForCommand(Web.audit(home), clock));
    }

    /**
     * Adds an entry in the name of the operating system's account, as nobody else is known; DISK_FAILED if that is not possible.
     *
     * @param what the operation, in the audit's words
     * @param object which part of the data, or whose rights; no patient value
     * @param rows that are shown
     */
    public void note(String what, String object, long rows) {
        String who = System.getProperty("user.name", "unknown");
        log.append(new AuditEntry(who, NONE, "COMMAND", NONE, what, object, NONE, "ok", rows, 0));
    }

    @Override
    public void close() {
        log.close();
    }
}
