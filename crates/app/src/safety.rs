//! Letters to officials of a country that the writer has ties to; see [`unforgotten_core::guard`].

use std::borrow::Cow;

use unforgotten_core::address::Address;
use unforgotten_core::guard;
use unforgotten_core::office::Office;
use unforgotten_core::person::Person;
use unforgotten_core::rules::Finding;
use unforgotten_core::template::Scene;
use unforgotten_store::Telling;

use crate::api::{Empty, FullNames, Guard, Profile, Safety};
use crate::{App, AppError, now};

impl App {
    /// The writer's letters that were queued before the ties were told, and tell more than initials
    /// to officials who should not read it.
    pub async fn full_names(&self, _: Empty) -> Result<FullNames, AppError> {
        Ok(FullNames { letters: i64::try_from(self.telling().await?.len()).unwrap_or(i64::MAX) })
    }

    /// Takes those letters back; they can be written anew, with initials. Returns how many.
    pub async fn full_names_take_back(&self, _: Empty) -> Result<FullNames, AppError> {
        let letters = self.telling().await?;
        let letters = self.store().await?.cancel_these(&letters, now()).await?;
        Ok(FullNames { letters: i64::try_from(letters).unwrap_or(i64::MAX) })
    }

    async fn telling(&self) -> Result<Vec<i64>, AppError> {
        let safety = self.settings().await?.safety;
        if safety.full_name || safety.countries.is_empty() {
            return Ok(Vec::new());
        }
        let profile = self.profile().await?.unwrap_or_default();
        let data = self.fresh()?;
        let prisoners = data.catalogue().people().map(Person::as_reader);
        let known = data.catalogue().offices().cloned().chain(prisoners);
        // Whoever is not in the data any more may be one of theirs.
        let others = known.filter(|office| !guard::is_guarded(office, &safety.countries));
        let others: Vec<String> = others.map(|office| office.id).collect();
        let letters = self.store().await?.waiting_own(&others).await?;
        let telling = letters.into_iter().filter(|letter| tells_more(letter, &profile));
        Ok(telling.map(|letter| letter.id).collect())
    }
}

/// Whether a letter tells who writes: a full name beside the address or in the text, a street. An
/// occupation is a word that own words may hold as well.
fn tells_more(letter: &Telling, profile: &Profile) -> bool {
    let shown = letter.from_header.rsplit_once('<').map_or("", |(name, _)| name);
    let named = |name: &str| !name.trim().is_empty() && letter.text.contains(name);
    !guard::is_initials(shown)
        || (!guard::is_initials(&letter.signer) && named(&letter.signer))
        || named(&profile.street)
}

/// How a letter to `office` is signed, when it needs care; `None` when it does not. `from` is
/// the address it leaves from, the profile's where none was chosen yet.
pub(crate) fn guarded(
    safety: &Safety,
    office: &Office,
    profile: &Profile,
    from: Option<&Address>,
) -> Option<Guard> {
    if !guard::is_guarded(office, &safety.countries) {
        return None;
    }
    let own = Address::parse(&profile.email).ok();
    let name = match safety.full_name {
        true => profile.name.clone(),
        false => guard::initials(&profile.name),
    };
    let tells = from.or(own.as_ref()).is_some_and(|from| guard::tells(from, &profile.name));
    Some(Guard { name, full_name: safety.full_name, address_tells: !safety.full_name && tells })
}

/// Who signs: with initials there is no street and no occupation either, which would tell as much.
pub(crate) fn signed<'a>(profile: &'a Profile, guard: Option<&Guard>) -> Cow<'a, Profile> {
    match guard {
        Some(guard) if !guard.full_name => Cow::Owned(Profile {
            name: guard.name.clone(),
            street: String::new(),
            occupation: String::new(),
            ..profile.clone()
        }),
        _ => Cow::Borrowed(profile),
    }
}

/// Where own words tell the name that the signature hides. `text` is the letter's.
pub(crate) fn name_shown(
    guard: Option<&Guard>,
    profile: &Profile,
    scene: &Scene<'_>,
    text: &str,
) -> Option<Finding> {
    guard.filter(|guard| !guard.full_name)?;
    let prisoner = scene.person.name.shown(&scene.language.code).unwrap_or("");
    guard::name_shown(text, &profile.name, prisoner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guarded_letter_carries_initials_and_town_and_nothing_else() {
        let profile = Profile {
            name: "Anna Beispiel".to_owned(),
            town: "Rostock".to_owned(),
            street: "Ring 1".to_owned(),
            occupation: "teacher".to_owned(),
            email: "anna@example.org".to_owned(),
            ..Profile::default()
        };
        let office = unforgotten_core::starter::catalogue().office("ru-embassy-london").unwrap();
        let ties = Safety { countries: vec!["RU".to_owned()], ..Safety::default() };
        let guard = guarded(&ties, office, &profile, None);
        assert!(guard.as_ref().is_some_and(|g| g.address_tells), "anna@ tells the first name");
        let shown = signed(&profile, guard.as_ref());
        assert_eq!((&*shown.name, &*shown.town), ("A. B.", "Rostock"));
        assert_eq!((&*shown.street, &*shown.occupation), ("", ""), "they would tell as much");
        let full = Safety { full_name: true, ..ties };
        let guard = guarded(&full, office, &profile, None);
        assert_eq!(signed(&profile, guard.as_ref()).name, "Anna Beispiel", "as the settings say");
        assert!(guarded(&Safety::default(), office, &profile, None).is_none(), "no ties");
    }
}
