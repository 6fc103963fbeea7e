package org.wardflow.simulator.gold;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The code lists that the rules look up.
 *
 * @param hospitals by id
 * @param departments exact names
 * @param departmentSynonyms lower-case spelling to exact name
 * @param genderSynonyms lower-case spelling to exact word
 * @param dispositionSynonyms lower-case spelling to exact word
 * @param bedStatusSynonyms lower-case spelling to exact word
 */
public record Codes(
        Map<String, Hospital> hospitals,
        Set<String> departments,
        Map<String, String> departmentSynonyms,
        Map<String, String> genderSynonyms,
        Map<String, String> dispositionSynonyms,
        Map<String, String> bedStatusSynonyms) {

    /** A hospital: its name and the zone that decides what its local times and days are. */
    public record Hospital(String name, ZoneId zone) {}

    public Codes {
        hospitals = Map.copyOf(hospitals);
        departments = Set.copyOf(departments);
        departmentSynonyms = Map.copyOf(departmentSynonyms);
        genderSynonyms = Map.copyOf(genderSynonyms);
        dispositionSynonyms = Map.copyOf(dispositionSynonyms);
        bedStatusSynonyms = Map.copyOf(bedStatusSynonyms);
    }

    /**
     * Reads the code lists.
     *
     * @param csv the CSV text of a list by its name, with its columns: hospital (hospital_id, name, time_zone), department
     *     (department), and of spellings department_synonym, gender_synonym, disposition_synonym and bed_status_synonym (synonym, and
     *     what it stands for)
     */
    public static Codes ofCsv(UnaryOperator<String> csv) {
        Map<String, Hospital> hospitals = new LinkedHashMap<>();
        for (Extract.Row row : Csv.parse(csv.apply("hospital"))) {
            hospitals.put(cell(row, "hospital_id"), new Hospital(cell(row, "name"), ZoneId.of(cell(row, "time_zone"))));
        }
        Set<String> departments = new HashSet<>();
        for (Extract.Row row : Csv.parse(csv.apply("department"))) {
            departments.add(cell(row, "department"));
        }
        return new Codes(
                hospitals,
                departments,
                synonyms(csv, "department"),
                synonyms(csv, "gender"),
                synonyms(csv, "disposition"),
                synonyms(csv, "bed_status"));
    }

    /** A spelling as it is looked up: in lower case, each letter by itself. */
    public static String lowerCase(String spelling) {
        return spelling.replace('İ', 'i').replace('Σ', 'σ').toLowerCase(Locale.ROOT);
    }

    private static Map<String, String> synonyms(UnaryOperator<String> csv, String name) {
        Map<String, String> synonyms = new HashMap<>();
        for (Extract.Row row : Csv.parse(csv.apply(name + "_synonym"))) {
            synonyms.put(lowerCase(cell(row, "synonym")), cell(row, name));
        }
        return synonyms;
    }

    private static String cell(Extract.Row row, String column) {
        String cell = row.cells().get(column);
        if (cell == null) {
            throw new IllegalArgumentException("code list without a value in column " + column);
        }
        return cell;
    }
}
