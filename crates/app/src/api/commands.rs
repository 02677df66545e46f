// The one list of what the window can ask. From it come the dispatch, the TypeScript command
// map, the handler and the permissions of the shell; its build script reads this very file.

/// Calls `$then!` with every command: `name(Request) -> Response;`
#[macro_export]
macro_rules! with_commands {
    ($then:ident) => {
        $then! {
            app_state(Empty) -> AppState;
            files_opened(Empty) -> Vec<OpenedFile>;
            settings_save(Settings) -> Settings;
            profile_save(Profile) -> Profile;
            full_names(Empty) -> FullNames;
            full_names_take_back(Empty) -> FullNames;
            people_list(Empty) -> Vec<PersonCard>;
            person_show(PersonId) -> PersonShown;
            note_save(Note) -> Note;
            desk_open(PersonId) -> Desk;
            draft_save(Draft) -> Draft;
            letter_preview(PreviewRequest) -> Preview;
            letters_review(SendRequest) -> Review;
            letters_send(SendRequest) -> Sent;
            letters_copy(SendRequest) -> Sent;
            letter_file(SendRequest) -> Written;
            channel_confirm(ConfirmedChannel) -> DeskOffice;
            rules_list(Empty) -> Vec<CoachRule>;
            templates_list(Empty) -> Vec<TemplateRow>;
            template_words(Empty) -> TemplateWords;
            template_open(TemplateId) -> TemplateSource;
            template_check(TemplateSource) -> TemplateReport;
            template_preview(TemplatePreviewRequest) -> TemplatePreview;
            template_save(TemplateSource) -> TemplateSource;
            template_copy(TemplateCopy) -> TemplateSource;
            template_remove(TemplateFileRef) -> Empty;
            template_import(TemplateImport) -> TemplateSource;
            template_export(TemplateFileRef) -> Written;
            offices_list(Empty) -> Vec<DeskOffice>;
            person_facts(PersonId) -> PersonFacts;
            person_save(PersonFacts) -> PersonFacts;
            person_remove(PersonId) -> Empty;
            office_facts(OfficeId) -> OfficeFacts;
            office_save(OfficeFacts) -> OfficeFacts;
            office_remove(OfficeId) -> Empty;
            checks_list(Empty) -> Vec<FactToCheck>;
            fact_confirm(FactRef) -> FactToCheck;
            fact_doubt(FactRef) -> FactToCheck;
            outbox_list(OutboxQuery) -> OutboxPage;
            outbox_show(LetterId) -> LetterStory;
            letter_take_back(LetterId) -> OutboxRow;
            letter_retry(LetterId) -> OutboxRow;
            letter_resolve(LetterDecision) -> OutboxRow;
            outbox_status(OutboxScope) -> OutboxStatus;
            outbox_pause(OutboxScope) -> OutboxStatus;
            outbox_resume(OutboxScope) -> OutboxStatus;
            outbox_stop(OutboxScope) -> OutboxStatus;
            hold_lift(HoldRef) -> OutboxStatus;
            provider_find(MailAddress) -> ProviderFound;
            account_connect(NewMailbox) -> AccountRow;
            account_test(AccountName) -> AccountRow;
            account_pace(AccountPace) -> AccountRow;
            account_remove(AccountName) -> Empty;
        }
    };
}
