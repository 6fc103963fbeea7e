package org.wardflow.proof.peer;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Eight-field events of patients who come again, and what is true of them: some arrive a batch late, some twice, some with an
 * impossible age.
 *
 * @param batches payloads in the order of arrival
 * @param visits the true ones, as {@code patient|hospital|department|bed|admission|discharge}
 * @param versions of patients, as {@code patient|gender|age}, once for each version in event time
 */
record Visits(List<List<byte[]>> batches, List<String> visits, List<String> versions) {
    private static final List<String> DEPARTMENTS =
            List.of("Emergency", "Surgery", "ICU", "Pediatrics", "Maternity", "Oncology", "Cardiology");
    private static final LocalDateTime START = LocalDateTime.of(2025, 1, 1, 0, 0);
    private static final int HOSPITALS = 7;
    private static final int BEDS = 500;
    private static final int LATE_PERCENT = 5;
    private static final int TWICE_PERCENT = 3;
    private static final int IMPOSSIBLE_AGE_PERCENT = 3;
    private static final int VISITS_A_PATIENT = 3;

    Visits {
        batches = List.copyOf(batches);
        visits = List.copyOf(visits);
        versions = List.copyOf(versions);
    }

    private record Visit(
            String patient,
            String gender,
            @Nullable Integer age,
            LocalDateTime admission,
            String payload,
            String truth) {}

    /** The same seed gives the same. */
    static Visits simulate(int events, int batches, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Visit> all = new ArrayList<>();
        List<String> versions = new ArrayList<>();
        for (int patient = 0; all.size() < events; patient++) {
            List<Visit> one = visitsOf("patient-" + patient, random);
            versions.addAll(versions(one));
            all.addAll(one);
        }
        all.sort(Comparator.comparing(Visit::admission));
        List<List<byte[]>> arriving = new ArrayList<>();
        for (int i = 0; i < batches; i++) {
            arriving.add(new ArrayList<>());
        }
        for (int i = 0; i < all.size(); i++) {
            int batch = (int) ((long) i * batches / all.size());
            int late = random.nextInt(100) < LATE_PERCENT ? 1 : 0;
            arriving.get(Math.min(batches - 1, batch + late))
                    .add(all.get(i).payload().getBytes(StandardCharsets.UTF_8));
            if (random.nextInt(100) < TWICE_PERCENT) {
                arriving.get(Math.min(batches - 1, batch + random.nextInt(2)))
                        .add(all.get(i).payload().getBytes(StandardCharsets.UTF_8));
            }
        }
        return new Visits(arriving, all.stream().map(Visit::truth).toList(), versions);
    }

    private static List<Visit> visitsOf(String patient, SplittableRandom random) {
        List<Visit> visits = new ArrayList<>();
        String gender = random.nextBoolean() ? "Male" : "Female";
        int age = 1 + random.nextInt(90);
        LocalDateTime free = START.plusMinutes(random.nextInt(200 * 24 * 60));
        for (int i = 0; i < 1 + random.nextInt(2 * VISITS_A_PATIENT - 1); i++) {
            LocalDateTime admission = free.plusMinutes(60 + random.nextInt(60 * 24 * 60));
            LocalDateTime discharge = admission.plusMinutes(60 + random.nextInt(71 * 60));
            free = discharge;
            age += random.nextInt(4) == 0 ? 1 : 0;
            boolean impossible = random.nextInt(100) < IMPOSSIBLE_AGE_PERCENT;
            String department = DEPARTMENTS.get(random.nextInt(DEPARTMENTS.size()));
            int bed = 1 + random.nextInt(BEDS);
            int hospital = 1 + random.nextInt(HOSPITALS);
            String payload =
                    "{\"patient_id\": \"%s\", \"gender\": \"%s\", \"age\": %s, \"department\": \"%s\", \"admission_time\": \"%s:00\", \"discharge_time\": \"%s:00\", \"bed_id\": %s, \"hospital_id\": %s}"
                            .formatted(
                                    patient,
                                    gender,
                                    impossible ? 121 + random.nextInt(30) : age,
                                    department,
                                    admission,
                                    discharge,
                                    bed,
                                    hospital);
            String truth = String.join(
                    "|",
                    patient,
                    Integer.toString(hospital),
                    department,
                    Integer.toString(bed),
                    admission + ":00",
                    discharge + ":00");
            visits.add(new Visit(patient, gender, impossible ? null : age, admission, payload, truth));
        }
        return visits;
    }

    /** What is known of a patient, visit by visit; an age that cannot be is no news. */
    private static List<String> versions(List<Visit> visits) {
        List<String> versions = new ArrayList<>();
        String last = "";
        Integer age = null;
        for (Visit visit : visits) {
            age = visit.age() == null ? age : visit.age();
            String version = visit.patient() + "|" + visit.gender() + "|" + age;
            if (!version.equals(last)) {
                versions.add(version);
            }
            last = version;
        }
        return versions;
    }
}
