using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Loyalty.Settings;

/// <summary>Registers options, so that whoever starts the host hears of every setting that is wrong.</summary>
public static class SettingServices
{
    /// <summary>Binds options to a section, which is theirs alone. When the host starts, it is checked that nothing else is
    /// in the section: a setting whose name is misspelt would change nothing, and nobody would hear of it.</summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The section's name.</param>
    /// <param name="ofOthers">Names in it that somebody else reads.</param>
    public static OptionsBuilder<T> AddSettings<T>(
        this IServiceCollection services,
        string section,
        params IReadOnlyList<string> ofOthers
    )
        where T : class
    {
        services.AddSingleton(new SettingSection(section, typeof(T), ofOthers));
        services.AddOptions<SettingNames>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SettingNames>, SettingNames.Check>());
        services.TryAddSingleton<IOptions<T>, CheckedOptions<T>>();
        return services.AddOptions<T>().BindConfiguration(section).ValidateOnStart();
    }

    /// <summary>The same of options whose values are checked too.</summary>
    /// <typeparam name="T">The options.</typeparam>
    /// <typeparam name="TCheck">Checks them; made at build, for to look for their attributes would slow each start.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="section">The section's name.</param>
    /// <param name="ofOthers">Names in it that somebody else reads.</param>
    public static OptionsBuilder<T> AddSettings<T, TCheck>(
        this IServiceCollection services,
        string section,
        params IReadOnlyList<string> ofOthers
    )
        where T : class
        where TCheck : class, IValidateOptions<T>
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<T>, TCheck>());
        return services.AddSettings<T>(section, ofOthers);
    }
}
