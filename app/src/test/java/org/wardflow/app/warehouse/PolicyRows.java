package org.wardflow.app.warehouse;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.content.AccessPolicy.Coarse;
import org.wardflow.flow.content.AccessPolicy.Mask;
import org.wardflow.flow.content.AccessPolicy.Reach;
import org.wardflow.flow.content.AccessPolicy.Role;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.contract.ContractColumn;
import org.wardflow.flow.contract.ContractColumn.Classification;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.TableName;
import org.wardflow.warehouse.Scope;
import org.wardflow.warehouse.Viewer;

/** What the policy lets somebody see of all that is stored, row by row in Java: nothing here asks PostgreSQL's policies or views. */
final class PolicyRows {
    static final TableName STAYS = TableName.parse("gold.fact_bed_stay");
    static final TableName FLOWS = TableName.parse("gold.fact_patient_flow");
    static final TableName PATIENTS = TableName.parse("gold.dim_patient");

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final Duration HELD_AFTER = Duration.ofHours(24);

    private final Content content;
    private final Map<TableName, List<Map<String, @Nullable String>>> stored = new TreeMap<>();
    private final Map<String, String> keyed = new HashMap<>();
    private final byte[] inner;
    private final byte[] outer;
    final Instant lastTick;

    /** @param administrator a session of a superuser, in UTC */
    PolicyRows(Connection administrator, Content content) throws SQLException {
        this.content = content;
        for (TableName table : content.policy().tables().keySet()) {
            stored.put(table, read(administrator, table));
        }
        try (Statement statement = administrator.createStatement();
                ResultSet row = statement.executeQuery(
                        "select inner_pad, outer_pad, last_tick::text from access.mask_key cross join access.publication")) {
            row.next();
            inner = row.getBytes(1);
            outer = row.getBytes(2);
            lastTick = instant(row.getString(3));
        }
    }

    private List<Map<String, @Nullable String>> read(Connection administrator, TableName table) throws SQLException {
        List<Map<String, @Nullable String>> rows = new ArrayList<>();
        String columns = columns(table).stream()
                .map(column -> "cast(\"" + column.name() + "\" as text)")
                .collect(Collectors.joining(", "));
        try (Statement statement = administrator.createStatement();
                ResultSet found = statement.executeQuery("select " + columns + " from stored_" + table)) {
            while (found.next()) {
                Map<String, @Nullable String> row = new HashMap<>();
                for (int i = 0; i < columns(table).size(); i++) {
                    row.put(columns(table).get(i).name(), found.getString(i + 1));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    Set<TableName> tables() {
        return stored.keySet();
    }

    /** As the contract has them. */
    List<ContractColumn> columns(TableName table) {
        return Objects.requireNonNull(content.contracts().get(table)).columns();
    }

    static Instant instant(String text) {
        return Instant.parse(text.replace(' ', 'T').replaceFirst("\\+00$", "Z"));
    }

    /** One viewer's rows, masked. */
    Sight of(Viewer viewer) {
        return new Sight(Objects.requireNonNull(content.policy().roles().get(viewer.role())), viewer.scopes());
    }

    final class Sight {
        private final Role role;
        private final Set<Scope> scopes;
        private final boolean everywhere;
        private final Set<@Nullable String> visits = new HashSet<>();
        private final Set<@Nullable String> patients = new HashSet<>();

        private Sight(Role role, Set<Scope> scopes) {
            this.role = role;
            this.scopes = scopes;
            this.everywhere = role.reach() == Reach.ALL || scopes.contains(Scope.EVERYWHERE);
            for (Map<String, @Nullable String> stay : all(STAYS)) {
                String end = stay.get("end_ts");
                if (coversWard(stay)
                        && (role.reach() != Reach.HELD
                                || end == null
                                || instant(end).isAfter(lastTick.minus(HELD_AFTER)))) {
                    add(stay);
                }
            }
            for (Map<String, @Nullable String> flow : all(FLOWS)) {
                if ((coversWard(flow) || coversWard(flow, "arrival_department")) && role.reach() != Reach.HELD) {
                    add(flow);
                }
            }
        }

        private void add(Map<String, @Nullable String> row) {
            visits.add(row.get("encounter_id"));
            patients.add(row.get("patient_id"));
        }

        boolean seesAll() {
            return everywhere;
        }

        boolean covers(@Nullable String hospital, @Nullable String department) {
            return everywhere
                    || scopes.stream()
                            .anyMatch(scope -> Objects.equals(scope.hospitalId(), hospital)
                                    && (scope.department() == null
                                            || scope.department().equals(department)));
        }

        boolean touches(@Nullable String hospital) {
            return everywhere || scopes.stream().anyMatch(scope -> Objects.equals(scope.hospitalId(), hospital));
        }

        /** Whether a department of that name is in the scope, in whichever hospital. */
        boolean names(@Nullable String department) {
            return everywhere
                    || scopes.stream()
                            .anyMatch(scope -> scope.department() == null
                                    || scope.department().equals(department));
        }

        private boolean coversWard(Map<String, @Nullable String> row) {
            return coversWard(row, "department");
        }

        private boolean coversWard(Map<String, @Nullable String> row, String ward) {
            return covers(row.get("hospital_id"), row.get(ward));
        }

        private List<Map<String, @Nullable String>> all(TableName table) {
            return Objects.requireNonNull(stored.get(table));
        }

        private boolean sees(TableName table, Map<String, @Nullable String> row) {
            return everywhere
                    || switch (Objects.requireNonNull(content.policy().tables().get(table))) {
                        case OPEN -> true;
                        case HOSPITAL -> touches(row.get("hospital_id"));
                        case WARD -> coversWard(row);
                        case VISIT -> visits.contains(row.get("encounter_id"));
                        case PATIENT -> patients.contains(row.get("patient_id"));
                    };
        }

        /** The rows of a table that are shown, as they are. */
        List<Map<String, @Nullable String>> raw(TableName table) {
            return all(table).stream().filter(row -> sees(table, row)).toList();
        }

        /** The rows of a table as they are shown. */
        List<List<@Nullable String>> shown(TableName table) {
            Map<String, String> places = content.policy().elsewhere().getOrDefault(table, Map.of());
            List<List<@Nullable String>> rows = new ArrayList<>();
            for (Map<String, @Nullable String> row : raw(table)) {
                List<@Nullable String> values = new ArrayList<>();
                for (ContractColumn column : columns(table)) {
                    @Nullable String place = places.get(column.name());
                    values.add(
                            place == null || isOfMine(row, column.name(), place)
                                    ? masked(column, row.get(column.name()))
                                    : null);
                }
                rows.add(values);
            }
            return rows;
        }

        private boolean isOfMine(Map<String, @Nullable String> row, String column, String place) {
            return switch (place) {
                case "hospital_id", "discharge_hospital_id" -> touches(row.get(place));
                case "department", "arrival_department" -> coversWard(row, place);
                case "pending_from_ts" ->
                    row.get(place) != null && wasInMine(row, instant(String.valueOf(row.get(place))), row.get(column));
                default -> throw new IllegalArgumentException("which place does " + place + " tell?");
            };
        }

        private boolean wasInMine(Map<String, @Nullable String> row, Instant then, @Nullable String destination) {
            Map<String, @Nullable String> place = new HashMap<>();
            for (Map<String, @Nullable String> flow : all(FLOWS)) {
                if (Objects.equals(flow.get("encounter_id"), row.get("encounter_id"))) {
                    place.put("hospital_id", flow.get("hospital_id"));
                    place.put("department", flow.get("arrival_department"));
                }
            }
            int last = 0;
            for (Map<String, @Nullable String> stay : all(STAYS)) {
                int number = Integer.parseInt(String.valueOf(stay.get("stay_no")));
                if (Objects.equals(stay.get("encounter_id"), row.get("encounter_id"))
                        && number > last
                        && !instant(String.valueOf(stay.get("start_ts"))).isAfter(then)) {
                    last = number;
                    place = stay;
                }
            }
            return coversWard(place) || covers(place.get("hospital_id"), destination);
        }

        /** A value as it is shown. */
        @Nullable String masked(TableName table, String column, @Nullable String value) {
            return masked(
                    columns(table).stream()
                            .filter(one -> one.name().equals(column))
                            .findFirst()
                            .orElseThrow(),
                    value);
        }

        private @Nullable String masked(ContractColumn column, @Nullable String value) {
            if (value == null) {
                return null;
            }
            Classification about = column.classification();
            Coarse coarse = content.policy().generalised().get(column.name());
            boolean isText = column.type() == ColumnType.STRING;
            return switch (role.mask(about)) {
                case CLEAR ->
                    about == Classification.PSEUDONYM
                                    && isText
                                    && role.mask(Classification.PHI) != Mask.CLEAR
                                    && DIGEST.matcher(value).find()
                            ? keyed(value)
                            : value;
                case PSEUDONYM -> isText ? keyed(value) : coarse == Coarse.YEAR ? coarse(coarse, value) : null;
                case GENERALISED ->
                    coarse != null ? coarse(coarse, value) : about == Classification.DEMOGRAPHIC ? value : null;
                case HIDDEN -> null;
            };
        }

        private @Nullable String coarse(Coarse coarse, String value) {
            return switch (coarse) {
                case AGE_BAND -> band(Integer.parseInt(value));
                case YEAR ->
                    role.mask(Classification.DEMOGRAPHIC) == Mask.CLEAR ? value.substring(0, 4) + "-01-01" : null;
                case PREFIX -> value.substring(0, Math.min(3, value.length()));
            };
        }

        /** All values of persons that are not shown as they are, if they are long enough not to be met by chance. */
        Set<String> secrets() {
            Set<String> secrets = new HashSet<>();
            for (TableName table : tables()) {
                for (ContractColumn column : columns(table)) {
                    boolean names = column.classification() == Classification.PHI
                            || column.classification() == Classification.PSEUDONYM;
                    for (Map<String, @Nullable String> row :
                            names ? all(table) : List.<Map<String, @Nullable String>>of()) {
                        String value = row.get(column.name());
                        if (value != null
                                && value.length() >= 6
                                && (!value.equals(masked(column, value)) || !sees(table, row))) {
                            secrets.add(value);
                        }
                    }
                }
            }
            for (TableName table : tables()) {
                shown(table).forEach(row -> row.forEach(secrets::remove));
            }
            return secrets;
        }
    }

    private static String band(int age) {
        int band = 0;
        for (int start : new int[] {18, 40, 65, 80}) {
            band = age >= start ? start : band;
        }
        return String.valueOf(band);
    }

    private String keyed(String value) {
        return keyed.computeIfAbsent(value, text -> {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update(inner);
                byte[] first = digest.digest(text.getBytes(StandardCharsets.UTF_8));
                digest.update(outer);
                return HexFormat.of().formatHex(digest.digest(first));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
