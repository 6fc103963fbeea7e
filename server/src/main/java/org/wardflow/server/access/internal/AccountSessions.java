package org.wardflow.server.access.internal;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The open sessions of each account. With one too many the oldest ends, so that nobody opens them without end. Safe for all threads. */
final class AccountSessions {
    /** Sessions of one account: its browsers and walls. */
    static final int SESSIONS_MAX = 20;

    private static final String PLACE = "wardflow.place";

    private final Map<String, Deque<Place>> open = new HashMap<>();

    /** What a session holds as long as it lasts. */
    private final class Place implements HttpSessionBindingListener {
        private final String account;
        private final HttpSession session;

        private Place(String account, HttpSession session) {
            this.account = account;
            this.session = session;
        }

        @Override
        public void valueUnbound(HttpSessionBindingEvent event) {
            leave(this);
        }

        private void end() {
            try {
                session.invalidate();
            } catch (IllegalStateException e) {
                // It has ended already.
            }
        }
    }

    /** Somebody has come in with a session. */
    void add(String account, HttpSession session) {
        Place place = new Place(account, session);
        // The same session may have been another account's, or this one's: its former place is given back.
        session.setAttribute(PLACE, place);
        Place oldest = enter(place);
        if (oldest != null) {
            oldest.end();
        }
    }

    /** Never calls a session: who ends one holds its lock, and then wants this one. */
    private synchronized @Nullable Place enter(Place place) {
        Deque<Place> theirs = open.computeIfAbsent(place.account, unused -> new ArrayDeque<>());
        theirs.addLast(place);
        return theirs.size() > SESSIONS_MAX ? theirs.pollFirst() : null;
    }

    private synchronized void leave(Place place) {
        Deque<Place> theirs = open.get(place.account);
        if (theirs != null && theirs.remove(place) && theirs.isEmpty()) {
            open.remove(place.account);
        }
    }
}
