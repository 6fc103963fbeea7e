package org.wardflow.simulator.gold;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The code lists that the rules look up.
 *
 * @param hospitals by id
 * @param departments exact names
 * @param departmentSynonyms lower-case spelling to exact name
 * @param genderSynonyms lower-case spelling to exact word
 */
public record Codes(
        Map<String, Hospital> hospitals,
        Set<String> departments,
        Map<String, String> departmentSynonyms,
        Map<String, String> genderSynonyms) {

    /** A hospital: its name and the zone that decides what its local times and days are. */
    public record Hospital(String name, ZoneId zone) {}

    public Codes {
        hospitals = Map.copyOf(hospitals);
        departments = Set.copyOf(departments);
        departmentSynonyms = Map.copyOf(departmentSynonyms);
        genderSynonyms = Map.copyOf(genderSynonyms);
    }

    /**
     * Reads the four code lists.
     *
     * @param hospital CSV text with the columns hospital_id, name, time_zone
     * @param department CSV text with the column department
     * @param departmentSynonym CSV text with the columns synonym, department
     * @param genderSynonym CSV text with the columns synonym, gender
     */
    public static Codes ofCsv(String hospital, String department, String departmentSynonym, String genderSynonym) {
        Map<String, Hospital> hospitals = new LinkedHashMap<>();
        for (Extract.Row row : Csv.parse(hospital)) {
            hospitals.put(cell(row, "hospital_id"), new Hospital(cell(row, "name"), ZoneId.of(cell(row, "time_zone"))));
        }
        Set<String> departments = new HashSet<>();
        for (Extract.Row row : Csv.parse(department)) {
            departments.add(cell(row, "department"));
        }
        return new Codes(
                hospitals, departments, synonyms(departmentSynonym, "department"), synonyms(genderSynonym, "gender"));
    }

    /** A spelling as it is looked up: in lower case, each letter by itself. */
    public static String lowerCase(String spelling) {
        return spelling.replace('İ', 'i').replace('Σ', 'σ').toLowerCase(Locale.ROOT);
    }

    private static Map<String, String> synonyms(String csv, String name) {
        Map<String, String> synonyms = new HashMap<>();
        for (Extract.Row row : Csv.parse(csv)) {
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
