package org.wardflow.simulator.gold.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns the moves of a visit into bed stays (docs/semantics.md §4). */
final class StayFold {

    /** A position from a time on; no place while on leave. */
    private record Position(Event event, @Nullable Place place) {
        long ts() {
            return event.eventTs();
        }
    }

    private StayFold() {}

    /** @param moves in total order */
    static List<BedStay> stays(
            String encounterId, String patientId, List<Event> moves, long admissionTs, @Nullable Long dischargeTs) {
        List<Position> positions = distinct(lastOfInstant(positions(moves, admissionTs, dischargeTs)));
        List<BedStay> stays = new ArrayList<>();
        for (int i = 0; i < positions.size(); i++) {
            Position position = positions.get(i);
            @Nullable Position next = i + 1 < positions.size() ? positions.get(i + 1) : null;
            @Nullable Long endTs = next == null ? dischargeTs : Long.valueOf(next.ts());
            if (position.place == null || (endTs != null && endTs == position.ts())) {
                continue;
            }
            String entry = position.ts() == admissionTs
                    ? "ADMISSION"
                    : position.event.type() == EventType.RETURN ? "RETURN" : "TRANSFER";
            stays.add(new BedStay(
                    encounterId,
                    stays.size() + 1,
                    patientId,
                    position.place,
                    position.ts(),
                    endTs,
                    entry,
                    exit(next, dischargeTs),
                    position.event));
        }
        return stays;
    }

    /** A position at the instant of the discharge is no stay, so nothing but a leave follows there. */
    private static @Nullable String exit(@Nullable Position next, @Nullable Long dischargeTs) {
        if (next != null && next.place == null) {
            return "LEAVE";
        }
        if (next != null && (dischargeTs == null || next.ts() < dischargeTs)) {
            return "TRANSFER";
        }
        return dischargeTs == null ? null : "DISCHARGE";
    }

    private static List<Position> positions(List<Event> moves, long admissionTs, @Nullable Long dischargeTs) {
        List<Position> positions = new ArrayList<>();
        @Nullable Place lastPlace = null;
        for (Event event : moves) {
            boolean within = event.eventTs() >= admissionTs && (dischargeTs == null || event.eventTs() <= dischargeTs);
            if (!within) {
                continue;
            }
            if (event.type() == EventType.LEAVE) {
                positions.add(new Position(event, null));
            } else if (event.type() == EventType.RETURN && !event.place().isBed()) {
                positions.add(new Position(event, lastPlace));
            } else if (event.type() == EventType.ADMISSION || event.type() == EventType.RETURN || event.isTransfer()) {
                lastPlace = event.place();
                positions.add(new Position(event, lastPlace));
            }
        }
        return positions;
    }

    private static List<Position> lastOfInstant(List<Position> positions) {
        List<Position> last = new ArrayList<>();
        for (int i = 0; i < positions.size(); i++) {
            if (i + 1 == positions.size()
                    || positions.get(i + 1).ts() != positions.get(i).ts()) {
                last.add(positions.get(i));
            }
        }
        return last;
    }

    /** Of neighbours at the same place the first stands. */
    private static List<Position> distinct(List<Position> positions) {
        List<Position> distinct = new ArrayList<>();
        for (Position position : positions) {
            @Nullable Position before = distinct.isEmpty() ? null : distinct.get(distinct.size() - 1);
            boolean same = before != null && Objects.equals(before.place, position.place);
            if (!same) {
                distinct.add(position);
            }
        }
        return distinct;
    }
}
