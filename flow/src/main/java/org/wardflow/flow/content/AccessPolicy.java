package org.wardflow.flow.content;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.wardflow.flow.contract.ContractColumn.Classification;
import org.wardflow.lake.TableName;

/**
 * Who may see what: {@code policy.yaml}. What it does not name is not shown.
 *
 * @param roles by name
 * @param tables how the rows of a table are shared out; nobody sees those of one that is not named
 * @param elsewhere columns of visits and stays that a viewer sees of the own places only: each with the column that tells its place, by
 *     the name of a ward or {@link #isHospital hospital}, or by the time at which the visit was there
 * @param generalised by column name: how a value is made coarse where a role sees it so
 */
public record AccessPolicy(
        SortedMap<String, Role> roles,
        SortedMap<TableName, Rows> tables,
        SortedMap<TableName, Map<String, String>> elsewhere,
        SortedMap<String, Coarse> generalised) {
    /** Nobody sees anything. */
    public static final AccessPolicy NONE =
            new AccessPolicy(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

    public AccessPolicy {
        roles = Collections.unmodifiableSortedMap(new TreeMap<>(roles));
        tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
        elsewhere = Collections.unmodifiableSortedMap(new TreeMap<>(elsewhere));
        generalised = Collections.unmodifiableSortedMap(new TreeMap<>(generalised));
    }

    /**
     * What a kind of user may see.
     *
     * @param masks how values are shown, by what they say about a person; PUBLIC and OPERATIONAL are always clear
     * @param whole KPIs that are shown for all hospitals, whatever the scope
     * @param rights what the role may ask the server for
     */
    public record Role(
            String name,
            String description,
            Reach reach,
            Map<Classification, Mask> masks,
            List<String> whole,
            Set<Right> rights) {
        public Role {
            masks = Map.copyOf(masks);
            whole = List.copyOf(whole);
            rights = Collections.unmodifiableSet(
                    rights.isEmpty() ? EnumSet.noneOf(Right.class) : EnumSet.copyOf(rights));
        }

        /** How values of a class are shown. */
        public Mask mask(Classification classification) {
            return switch (classification) {
                case PUBLIC, OPERATIONAL -> Mask.CLEAR;
                case DEMOGRAPHIC, PSEUDONYM, PHI -> masks.getOrDefault(classification, Mask.HIDDEN);
            };
        }
    }

    /** Whether a column names a hospital, by its own name. */
    public static boolean isHospital(String column) {
        return column.endsWith("hospital_id");
    }

    /** Whether a column names a department, by its own name. */
    public static boolean isDepartment(String column) {
        return column.endsWith("department");
    }

    /** What a role may ask the server for; nothing if it is not known. */
    public Set<Right> rights(String role) {
        Role known = roles.get(role);
        return known == null ? Set.of() : known.rights();
    }

    /** What an address of the server is for. Which rows it then shows is told by the rest of the policy. */
    public enum Right {
        /** Numbers by hospital and department. */
        BOARD,
        /** Single visits, masked as the role's policy says. */
        VISITS,
        /** Findings and what is in quarantine, as counts. */
        QUALITY,
        /** Cycles, models and lag. */
        PIPELINE,
        /** Own questions in SQL. */
        SQL,
        /** Decisions about what is in quarantine. */
        STEWARD,
        /** Who saw what. */
        AUDIT
    }

    /** Which visits a role sees. */
    public enum Reach {
        /** Every row. */
        ALL,
        /** Those that had a bed in the scope, or waited for one there. */
        SCOPE,
        /** Those that have a bed in the scope, and for a day after they left it. */
        HELD
    }

    /** How a value is shown. */
    public enum Mask {
        CLEAR,
        /** A keyed hash: the same value gives the same text, and nobody without the key finds the value. */
        PSEUDONYM,
        /** A coarser value. */
        GENERALISED,
        HIDDEN
    }

    /** How a table's rows are shared out. */
    public enum Rows {
        /** To every role. */
        OPEN,
        /** By hospital. */
        HOSPITAL,
        /** By hospital and department. */
        WARD,
        /** By the visit that they are about. */
        VISIT,
        /** By the visits of the patient that they are about. */
        PATIENT
    }

    /** A coarser value. */
    public enum Coarse {
        /** The lower end of 0–17, 18–39, 40–64, 65–79, 80+. */
        AGE_BAND,
        /** The first day of the year. */
        YEAR,
        /** The first three characters. */
        PREFIX
    }
}
