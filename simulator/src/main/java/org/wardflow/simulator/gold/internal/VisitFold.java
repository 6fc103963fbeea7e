package org.wardflow.simulator.gold.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Folds the events of one encounter into a visit (docs/semantics.md §4). */
final class VisitFold {
    private static final Comparator<Event> TOTAL = Comparator.comparing(Event::stamp, Stamp.TOTAL_ORDER);
    private static final Comparator<Event> RECORDED = Comparator.comparing(Event::stamp, Stamp.RECORDED_ORDER);

    private final List<Event> all;
    private final List<Event> standing;
    /** Where the patient is put: standing events and, in any case, a cancelled discharge with a bed. */
    private final List<Event> moves;
    /** The same with the discharges after which a merged encounter went on, as leaves. */
    private final List<Event> positions;

    private VisitFold(List<Event> events, Predicate<Event> alone) {
        Cancels cancels = new Cancels(events, alone);
        this.all = events.stream().sorted(TOTAL).toList();
        Predicate<Event> bedGiven = event -> event.type() == EventType.CANCEL_DISCHARGE && event.isTransfer();
        Continuation continuation = new Continuation(
                all.stream().filter(bedGiven.or(cancels::stands)).toList(), alone);
        Predicate<Event> stands = event -> cancels.stands(event) && !continuation.follows(event);
        Predicate<Event> moves = stands.or(bedGiven);
        this.standing = all.stream().filter(stands).toList();
        this.moves = all.stream().filter(moves).toList();
        this.positions = all.stream()
                .filter(moves.or(continuation::leavesAGap))
                .map(event -> continuation.follows(event) ? event.asLeave() : event)
                .toList();
    }

    /** Whether an encounter with these events was ever opened, cancelled or not. */
    static boolean wasOpened(List<Event> events) {
        return events.stream()
                .anyMatch(event -> event.type() == EventType.REGISTER || event.type() == EventType.ADMISSION);
    }

    /** Of these messages the first that names another patient or hospital than the very first of them; empty if all agree. */
    static Optional<Event> contradiction(List<Event> events) {
        List<Event> messages =
                events.stream().filter(Event::observes).sorted(TOTAL).toList();
        return messages.stream()
                .filter(event -> !isOfSamePatientAndHospital(event, messages.get(0)))
                .findFirst();
    }

    private static boolean isOfSamePatientAndHospital(Event one, Event other) {
        return Objects.equals(one.patientId(), other.patientId())
                && Objects.equals(one.place().hospitalId(), other.place().hospitalId());
    }

    /**
     * Folds the events, given in any order; empty if every opening is cancelled.
     *
     * @param alone whether the encounter id that an event was sent under stood alone when it was recorded
     */
    static Optional<Visit> fold(String encounterId, List<Event> events, Predicate<Event> alone) {
        return new VisitFold(events, alone).visit(encounterId);
    }

    private Optional<Visit> visit(String encounterId) {
        @Nullable Event admission = first(EventType.ADMISSION);
        @Nullable Event register = first(EventType.REGISTER);
        @Nullable Event opening = admission != null ? admission : register;
        if (opening == null) {
            return Optional.empty();
        }
        @Nullable Event discharge = lastRecorded(EventType.DISCHARGE);
        @Nullable Event request = first(EventType.DECISION_TO_ADMIT);
        @Nullable Event pendingDischarge = lastRecorded(EventType.PENDING_DISCHARGE);
        @Nullable Event pendingTransfer = lastRecorded(EventType.PENDING_TRANSFER);
        @Nullable Long dischargeTs = discharge == null ? null : discharge.eventTs();
        List<Event> ignored = moves.stream()
                .filter(Event::isTransfer)
                .filter(event -> dischargeTs != null && event.eventTs() > dischargeTs)
                .toList();
        boolean valid = admission != null && isValid(admission, dischargeTs);
        String patientId = opening.patientId();
        return Optional.of(new Visit(
                encounterId,
                opening,
                admission,
                discharge,
                arrivalDepartment(register, opening),
                register != null ? Long.valueOf(register.eventTs()) : admission != null ? admission.eventTs() : null,
                request == null ? null : request.eventTs(),
                bedAssignedTs(admission, request, register, pendingTransfer, ignored),
                pendingDischarge == null ? null : pendingDischarge.details().expectedTs(),
                pendingDischarge == null ? null : pendingDischarge.eventTs(),
                pendingTransfer == null ? null : pendingTransfer.details().pendingDepartment(),
                pendingTransfer == null ? null : pendingTransfer.eventTs(),
                pendingTransfer == null ? null : movedSince(pendingTransfer),
                valid,
                all.get(all.size() - 1).eventTs(),
                ignored,
                outside(admission, dischargeTs, ignored),
                valid && admission != null && patientId != null
                        ? StayFold.stays(encounterId, patientId, positions, admission.eventTs(), dischargeTs)
                        : List.of(),
                Stream.of(EventType.PENDING_DISCHARGE, EventType.PENDING_TRANSFER)
                        .flatMap(type -> announced(type, dischargeTs).stream())
                        .toList()));
    }

    /** From the last recorded back: each stands until the earliest that was recorded after it, or the visit ends. */
    private List<PendingMove> announced(EventType type, @Nullable Long dischargeTs) {
        List<PendingMove> stood = new ArrayList<>();
        @Nullable Long replaced = dischargeTs;
        for (Event event : ofType(type).sorted(RECORDED.reversed()).toList()) {
            @Nullable Long moved = type == EventType.PENDING_TRANSFER ? movedSince(event) : null;
            stood.add(new PendingMove(event, earlier(replaced, moved)));
            replaced = earlier(replaced, event.eventTs());
        }
        return stood.stream().filter(PendingMove::stood).toList();
    }

    private static @Nullable Long earlier(@Nullable Long one, @Nullable Long other) {
        return one == null ? other : other == null ? one : Long.valueOf(Math.min(one, other));
    }

    /** Moves before the admission, after the discharge, or without an admission; of a visit that ends before it begins none is told. */
    private List<Event> outside(@Nullable Event admission, @Nullable Long dischargeTs, List<Event> ignored) {
        if (admission != null && !isValid(admission, dischargeTs)) {
            return List.of();
        }
        return moves.stream()
                .filter(event -> event.type() == EventType.ADMISSION
                        || event.type() == EventType.RETURN
                        || event.type() == EventType.LEAVE
                        || event.isTransfer())
                .filter(event -> admission == null
                        || event.eventTs() < admission.eventTs()
                        || (dischargeTs != null && event.eventTs() > dischargeTs))
                .filter(event -> !ignored.contains(event))
                .toList();
    }

    private static @Nullable String arrivalDepartment(@Nullable Event register, Event opening) {
        Place came = opening.place();
        boolean here = register != null
                && register.place().department() != null
                && Objects.equals(register.place().hospitalId(), came.hospitalId());
        return here && register != null ? register.place().department() : came.department();
    }

    private static boolean isValid(Event admission, @Nullable Long dischargeTs) {
        return dischargeTs == null
                || dischargeTs > admission.eventTs()
                || (dischargeTs == admission.eventTs() && !admission.timeRepaired());
    }

    private @Nullable Long bedAssignedTs(
            @Nullable Event admission,
            @Nullable Event request,
            @Nullable Event register,
            @Nullable Event pendingTransfer,
            List<Event> ignored) {
        if (request == null) {
            return admission == null ? null : admission.eventTs();
        }
        @Nullable String wanted =
                pendingTransfer == null ? null : pendingTransfer.details().pendingDepartment();
        @Nullable Place before = null;
        for (Event event : moves) {
            boolean puts = event.type() == EventType.ADMISSION || event.isTransfer();
            // A move before the admission is outside of the visit.
            boolean within = admission == null || event.eventTs() >= admission.eventTs();
            if (within
                    && (puts || event.type() == EventType.RETURN)
                    && event.place().isBed()) {
                boolean inTime = event.eventTs() >= request.eventTs() && !ignored.contains(event);
                boolean asked = before == null ? !waitsOn(event, register) : isAskedFor(event.place(), before, wanted);
                if (puts && inTime && asked) {
                    return event.eventTs();
                }
                before = event.place();
            }
        }
        return null;
    }

    /** Whether the first bed is where the patient was registered, and a transfer elsewhere had been announced. */
    private boolean waitsOn(Event first, @Nullable Event register) {
        @Nullable String here = first.place().department();
        if (register == null || !Objects.equals(register.place().department(), here)) {
            return false;
        }
        return ofType(EventType.PENDING_TRANSFER)
                .filter(event -> event.details().pendingDepartment() != null)
                .filter(event -> TOTAL.compare(event, first) < 0)
                .reduce((earlier, later) -> later)
                .filter(event -> !Objects.equals(event.details().pendingDepartment(), here))
                .isPresent();
    }

    /** Another bed of the ward where somebody waits for one elsewhere is not the bed that was asked for. */
    private static boolean isAskedFor(Place place, Place before, @Nullable String wanted) {
        if (!Objects.equals(place.department(), before.department())) {
            return true;
        }
        return !Objects.equals(place.bedId(), before.bedId()) && (wanted == null || wanted.equals(place.department()));
    }

    /** When the patient came into another department than the one before, after that event in total order. */
    private @Nullable Long movedSince(Event announcement) {
        @Nullable String department = null;
        for (Event event : moves.stream().filter(VisitFold::saysWhere).toList()) {
            boolean elsewhere = !Objects.equals(department, event.place().department());
            if (elsewhere && event.type() != EventType.REGISTER && TOTAL.compare(event, announcement) > 0) {
                return event.eventTs();
            }
            department = event.place().department();
        }
        return null;
    }

    private static boolean saysWhere(Event event) {
        boolean places = event.type() == EventType.REGISTER
                || event.type() == EventType.ADMISSION
                || event.type() == EventType.RETURN
                || event.isTransfer();
        return places && event.place().department() != null;
    }

    private @Nullable Event first(EventType type) {
        return ofType(type).findFirst().orElse(null);
    }

    private @Nullable Event lastRecorded(EventType type) {
        return ofType(type).max(RECORDED).orElse(null);
    }

    private Stream<Event> ofType(EventType type) {
        return standing.stream().filter(event -> event.type() == type);
    }
}
