package org.wardflow.app.notice.internal;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.wardflow.app.notice.Problem;

/** The state in memory and on disk. Safe for use by the thread that observes and the one that delivers. */
public final class Outbox {
    private final NoticeFile file;
    private final String home;
    private NoticeState state;
    private boolean saved = true;

    private Outbox(NoticeFile file, String home, NoticeState state) {
        this.file = file;
        this.home = home;
        this.state = state;
    }

    /** With what the process before has left, for these channels. */
    public static Outbox open(NoticeFile file, String home, Collection<String> channels) {
        return new Outbox(file, home, file.read().withChannels(channels));
    }

    /** The problems that have been told and are not over. */
    public synchronized Map<String, Problem> open() {
        return state.open();
    }

    /** Takes in what is to be told, and is on disk with it when it returns; false if there is nothing to tell. */
    public synchronized boolean add(Instant now, Collection<Problem> begun, Collection<Notice.Entry> over) {
        NoticeState next = state.with(home, now, begun, over);
        boolean changed = !next.equals(state);
        if (changed) {
            state = next;
            saved = false;
        }
        save();
        return changed;
    }

    /** What to deliver next, if anything waits; what has waited too long is dropped first. */
    synchronized Optional<Notice> next(String channel, Instant now) {
        NoticeState next = state.withoutOld(channel, now);
        if (!next.equals(state)) {
            state = next;
            saved = false;
            save();
        }
        return state.queue(channel).waiting().stream().findFirst();
    }

    synchronized void delivered(String channel, Notice notice) {
        state = state.delivered(channel, notice);
        saved = false;
        save();
    }

    synchronized NoticeState.Queue queue(String channel) {
        return state.queue(channel);
    }

    /** A full disk is itself a problem to tell: what cannot be written is sent from memory, and written when it can be. */
    private void save() {
        if (saved) {
            return;
        }
        try {
            file.write(state);
            saved = true;
        } catch (IOException e) {
            saved = false;
        }
    }
}
